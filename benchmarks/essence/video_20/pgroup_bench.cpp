// Conversions pgroup ↔ planar per instruction set. Each iteration also times a memcpy of the same input, so that `vs_memcpy` is the
// ratio within one run. `Frames` walks three 1080-line pictures (larger together than L2), `Cached` stays within L2.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "benchmarks/essence/video_20/cpu_time.h"
#include "gateway/bus/video_frame.h"
#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"

namespace cw::essence {
namespace {

constexpr size_t kPictures = 3;

struct Shape {
  uint16_t width;
  uint16_t height;
};
constexpr Shape kHd{1920, 1080};
constexpr Shape kInL2{1920, 48};  // 230 kB of pgroups and 369 kB of planes

struct Picture {
  bus::VideoFrame frame;
  std::vector<uint8_t> pgroups;
};

std::vector<Picture> make_pictures(Shape shape, uint8_t depth, size_t pgroup_octets) {
  std::vector<Picture> pictures(kPictures);
  bus::VideoFormat format;
  format.width = shape.width;
  format.height = shape.height;
  format.depth = depth;
  for (Picture& picture : pictures) {
    picture.frame.prepare(format);
    picture.pgroups.resize(size_t{shape.width} / kPgroupPixels * pgroup_octets * shape.height);
    for (size_t i = 0; i < picture.pgroups.size(); ++i) picture.pgroups[i] = static_cast<uint8_t>(i * 31);
  }
  return pictures;
}

PlanarRun row_of(const bus::VideoFrame& frame, size_t row) {
  const auto at = [&](size_t plane) { return frame.planes[plane].data + row * frame.planes[plane].stride_bytes; };
  return {at(0), at(1), at(2)};
}

void unpack_picture(const PgroupKernels& kernels, Picture& picture) {
  const size_t count = picture.frame.format.width / kPgroupPixels;
  for (size_t row = 0; row < picture.frame.format.height; ++row) {
    kernels.unpack(picture.pgroups.data() + row * count * kernels.pgroup_octets, count, row_of(picture.frame, row));
  }
}

void pack_picture(const PgroupKernels& kernels, Picture& picture) {
  const size_t count = picture.frame.format.width / kPgroupPixels;
  for (size_t row = 0; row < picture.frame.format.height; ++row) {
    const PlanarRun run = row_of(picture.frame, row);
    kernels.pack({run.y, run.cb, run.cr}, count, picture.pgroups.data() + row * count * kernels.pgroup_octets);
  }
}

struct Case {
  KernelIsa isa;
  uint8_t depth;
  bool unpack;
  Shape shape;
};

void convert(const PgroupKernels& kernels, Picture& picture, bool unpack) {
  if (unpack) {
    unpack_picture(kernels, picture);
  } else {
    pack_picture(kernels, picture);
  }
  benchmark::ClobberMemory();
}

void run(benchmark::State& state, Case c) {
  const PgroupKernels kernels = pgroup_kernels(c.depth, c.isa);
  auto pictures = make_pictures(c.shape, c.depth, kernels.pgroup_octets);
  const size_t count = c.shape.height == kInL2.height ? 1 : kPictures;
  // Input of the copy: what the conversion reads. The planes of a frame lie one behind the other.
  const size_t plane_octets = pictures[0].frame.planes[0].stride_bytes * c.shape.height * 2;
  const size_t input_octets = c.unpack ? pictures[0].pgroups.size() : plane_octets;
  std::vector<std::vector<uint8_t>> copies(count, std::vector<uint8_t>(input_octets, 1));
  std::vector<double> kernel_s;
  std::vector<double> memcpy_s;
  size_t n = 0;
  const size_t repeats = count == 1 ? 50 : 1;  // small pictures: more than the clock's resolution
  for (auto _ : state) {
    Picture& picture = pictures[n % count];
    const uint8_t* input = c.unpack ? picture.pgroups.data() : picture.frame.planes[0].data;
    memcpy_s.push_back(bench::cpu_seconds_of([&] {
      for (size_t i = 0; i < repeats; ++i) {
        std::memcpy(copies[n % count].data(), input, input_octets);
        benchmark::ClobberMemory();
      }
    }));
    kernel_s.push_back(bench::cpu_seconds_of([&] {
      for (size_t i = 0; i < repeats; ++i) convert(kernels, picture, c.unpack);
    }));
    state.SetIterationTime(kernel_s.back());
    ++n;
  }
  const double frame_s = bench::median(kernel_s) / static_cast<double>(repeats);
  state.counters["frames/s"] = 1 / frame_s;
  state.counters["GB/s_in"] = static_cast<double>(input_octets) / frame_s / 1e9;
  state.counters["vs_memcpy"] = bench::median(kernel_s) / bench::median(memcpy_s);
}

void register_case(Case c) {
  const std::string name = std::string("Pgroup") + (c.shape.height == kHd.height ? "Frames/" : "Cached/") +
                           (c.unpack ? "unpack_" : "pack_") + std::to_string(c.depth) + "/" + name_of(c.isa);
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { run(state, c); })
      ->UseManualTime()
      ->Unit(benchmark::kMicrosecond)
      ->MinTime(0.3);
}

void register_isa(KernelIsa isa) {
  for (const Shape shape : {kHd, kInL2}) {
    for (const uint8_t depth : {uint8_t{10}, uint8_t{8}}) {
      for (const bool unpack : {true, false}) register_case({isa, depth, unpack, shape});
    }
  }
}

void register_all() {
  for (const KernelIsa isa : {KernelIsa::kScalar, KernelIsa::kAvx2, KernelIsa::kAvx512Vbmi}) {
    if (isa <= best_kernel_isa()) register_isa(isa);
  }
}

const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace cw::essence
