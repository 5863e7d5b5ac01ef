// CPU time of the calling thread: what a benchmark on a shared machine can compare.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace cw::bench {

template <typename F>
double cpu_seconds_of(F&& work) {
  const auto now = [] {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  };
  const double start = now();
  work();
  return now() - start;
}

/// Reorders `values`, of which there is at least one.
inline double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace cw::bench
