// What a picture costs between the bus and the encoders, beside a memcpy of the same source picture.
#include <array>
#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "gateway/bridge/picture/chroma_420.h"
#include "gateway/bridge/picture/ladder_scaler.h"

namespace {

using namespace cw;
using namespace cw::bridge;

bus::VideoFormat full_hd(uint8_t depth) {
  return {
      .width = 1920, .height = 1080, .rate = FrameRate::hz(50), .sampling = bus::Sampling::kYCbCr422, .depth = depth};
}

/// A source picture with some structure in its samples.
SourcePicture source_picture(bus::VideoPool& pool, uint8_t depth) {
  bus::VideoLease frame = pool.try_lease();
  frame->prepare(full_hd(depth));
  for (size_t p = 0; p < 3; ++p) {
    const bus::Plane& plane = frame->planes[p];
    for (size_t i = 0; i < plane.stride_bytes * 1080; ++i) {
      const bool high_octet = depth > 8 && i % 2 == 1;
      plane.data[i] = static_cast<uint8_t>(high_octet ? (i / 97) & 3U : i * 7 / 13);
    }
  }
  return view_of(frame);
}

void memcpy_of_source(benchmark::State& state) {
  bus::VideoPool pool(2);
  const SourcePicture in = source_picture(pool, static_cast<uint8_t>(state.range(0)));
  bus::VideoLease out = pool.try_lease();
  out->prepare(in.format);
  for (auto _ : state) out->copy_picture_from(*in.lease);
}
BENCHMARK(memcpy_of_source)->Arg(8)->Arg(10)->Unit(benchmark::kMicrosecond);

void convert_to_420(benchmark::State& state) {
  bus::VideoPool pool(1);
  const SourcePicture in = source_picture(pool, static_cast<uint8_t>(state.range(0)));
  Picture out;
  out.prepare(1920, 1080);
  const LineKernels& kernels = state.range(1) != 0 ? best_line_kernels() : scalar_line_kernels();
  for (auto _ : state) convert_to_420(in, out, kernels);
}
BENCHMARK(convert_to_420)->ArgsProduct({{8, 10}, {0, 1}})->ArgNames({"depth", "simd"})->Unit(benchmark::kMicrosecond);

void ladder(benchmark::State& state, std::vector<PictureSize> sizes) {
  bus::VideoPool pool(1);
  const SourcePicture in = source_picture(pool, 10);
  PicturePool pictures(sizes.size());
  std::vector<PictureLease> out;
  for (const PictureSize size : sizes) {
    out.push_back(pictures.try_lease());
    out.back()->prepare(size.width, size.height);
  }
  LadderScaler sut(std::move(sizes));
  for (auto _ : state) sut.scale(in, out);
}
BENCHMARK_CAPTURE(ladder, to_720, {{1280, 720}})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ladder, to_720_and_360, {{1280, 720}, {640, 360}})->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ladder, to_1080_720_and_360, {{1920, 1080}, {1280, 720}, {640, 360}})->Unit(benchmark::kMicrosecond);

}  // namespace
