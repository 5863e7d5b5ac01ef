#include "ptp/clock/free_running_clock.h"

#include <limits>

#include "ptp/clock/kernel_time.h"

namespace cw::ptp {
namespace {

/// The reference read between two reads of the raw clock; the tightest of a few tries bounds the error to some 10 ns.
int64_t offset_from_raw_ns(const MediaClock& reference) {
  constexpr int kTries = 8;
  int64_t tightest_ns = std::numeric_limits<int64_t>::max();
  int64_t offset_ns = 0;
  for (int i = 0; i < kTries; ++i) {
    const int64_t before_ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
    const int64_t tai_ns = reference.now().ns();
    const int64_t took_ns = read_clock_ns(CLOCK_MONOTONIC_RAW) - before_ns;
    if (took_ns >= tightest_ns) continue;
    tightest_ns = took_ns;
    offset_ns = tai_ns - (before_ns + took_ns / 2);
  }
  return offset_ns;
}

}  // namespace

FreeRunningClock::FreeRunningClock(const MediaClock& reference) noexcept
    : tai_minus_raw_ns_(offset_from_raw_ns(reference)), utc_offset_s_(reference.utc_offset_s()) {}

TaiTime FreeRunningClock::now() const noexcept {
  return TaiTime::from_ns(read_clock_ns(CLOCK_MONOTONIC_RAW) + tai_minus_raw_ns_);
}

std::string FreeRunningClock::describe() const {
  return "free-running clock (CLOCK_MONOTONIC_RAW, set once from the system clock), TAI - UTC = " +
         std::to_string(utc_offset_s_) + " s";
}

}  // namespace cw::ptp
