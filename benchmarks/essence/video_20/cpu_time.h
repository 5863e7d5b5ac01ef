// CPU time of the calling thread: what a benchmark on a shared machine can compare.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace cw::bench {

[[nodiscard]] inline double seconds_on(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// The smaller of CPU time, which other processes do not inflate, and wall time, which costs no system call within the interval.
template <typename F>
double cpu_seconds_of(F&& work) {
  const double cpu = seconds_on(CLOCK_THREAD_CPUTIME_ID);
  const double wall = seconds_on(CLOCK_MONOTONIC);
  work();
  const double wall_taken = seconds_on(CLOCK_MONOTONIC) - wall;
  return std::min(wall_taken, seconds_on(CLOCK_THREAD_CPUTIME_ID) - cpu);
}

/// Reorders `values`, of which there is at least one.
inline double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace cw::bench
