// What reading the time costs: the counter, the disciplined clock, and the kernel's clocks as peers in the same run.
#include <time.h>

#include <benchmark/benchmark.h>

#include "ptp/clock/disciplined_clock.h"
#include "ptp/clock/system_clock.h"

namespace {

using namespace cw;
using namespace cw::ptp;

void kernel_clock(benchmark::State& state) {
  timespec time{};
  for (auto _ : state) {
    clock_gettime(CLOCK_TAI, &time);
    benchmark::DoNotOptimize(time);
  }
}
BENCHMARK(kernel_clock)->Name("clock_gettime(CLOCK_TAI)");

void local_counter(benchmark::State& state) {
  const auto counter = LocalCounter::create();
  if (!counter || !counter->is_tsc()) state.SetLabel("no invariant TSC: CLOCK_MONOTONIC_RAW");
  for (auto _ : state) benchmark::DoNotOptimize(counter->now());
}
BENCHMARK(local_counter)->Name("LocalCounter::now");

void disciplined_clock(benchmark::State& state) {
  DisciplinedClock clock(*LocalCounter::create(), TaiTime::from_ns(0));
  clock.set_frequency(12'345);
  for (auto _ : state) benchmark::DoNotOptimize(clock.now());
}
BENCHMARK(disciplined_clock)->Name("DisciplinedClock::now");

/// As stages see it.
void media_clock(benchmark::State& state) {
  DisciplinedClock clock(*LocalCounter::create(), TaiTime::from_ns(0));
  clock.set_frequency(12'345);
  const MediaClock* media = &clock;
  benchmark::DoNotOptimize(media);
  for (auto _ : state) benchmark::DoNotOptimize(media->now());
}
BENCHMARK(media_clock)->Name("MediaClock::now of a DisciplinedClock");

void stamp_to_tai(benchmark::State& state) {
  const auto counter = LocalCounter::create();
  DisciplinedClock clock(*counter, TaiTime::from_ns(0));
  clock.set_frequency(12'345);
  LocalTime stamp = counter->now();
  for (auto _ : state) {
    stamp += Duration{1};
    benchmark::DoNotOptimize(clock.tai_of(stamp));
  }
}
BENCHMARK(stamp_to_tai)->Name("DisciplinedClock::tai_of");

void steering(benchmark::State& state) {
  DisciplinedClock clock(*LocalCounter::create(), TaiTime::from_ns(0));
  double ppb = 0;
  for (auto _ : state) clock.set_frequency(ppb += 1);
}
BENCHMARK(steering)->Name("DisciplinedClock::set_frequency");

}  // namespace
