// Cost of one generated 1080p frame, beside a memcpy of the whole picture in the same run.
#include <cstring>

#include <benchmark/benchmark.h>

#include "gateway/source/bars.h"

namespace {

cw::bus::VideoFormat format() {
  cw::bus::VideoFormat wanted;
  wanted.width = 1920;
  wanted.height = 1080;
  wanted.rate = cw::FrameRate::hz(50);
  return wanted;
}

void render_bars(benchmark::State& state) {
  auto bars = cw::source::Bars::create({.format = format(), .ident = "CAM 1"});
  cw::bus::VideoFrame frame;
  int64_t index = 90'000'000'000;
  for (auto _ : state) bars->render(frame, index++);
}
BENCHMARK(render_bars)->Unit(benchmark::kMicrosecond);

void copy_picture(benchmark::State& state) {
  cw::bus::VideoFrame from;
  cw::bus::VideoFrame to;
  from.prepare(format());
  to.prepare(format());
  for (auto _ : state) {
    to.copy_picture_from(from);
    benchmark::DoNotOptimize(to.planes[0].data);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(copy_picture)->Unit(benchmark::kMicrosecond);

}  // namespace
