// Ticks of a media clock → nanoseconds, exact (rounded up like Rate::time_of), fast for neighbouring values: one multiplication by a
// reciprocal per packet instead of a 128-bit division.
#pragma once

#include <cstdint>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::rtp {

class TickScale {
 public:
  /// `clock` ticks a whole number of times per second, below 2^20 (90,000, 44,100, 48,000, 96,000): the RTP clocks of ST 2110.
  explicit TickScale(Rate clock) : rate_(clock.num()), reciprocal_(~uint64_t{0} / static_cast<uint64_t>(rate_) + 1) {}

  [[nodiscard]] int64_t ticks_per_second() const { return rate_; }

  /// First nanosecond that belongs to tick `ticks` (Rate::time_of).
  [[nodiscard]] int64_t ns_of(int64_t ticks) {
    auto in_second = static_cast<uint64_t>(ticks - second_ticks_);
    if (in_second >= static_cast<uint64_t>(rate_)) {
      move_to(ticks);
      in_second = static_cast<uint64_t>(ticks - second_ticks_);
    }
    return second_ns_ + static_cast<int64_t>(ceil_over_rate(in_second * static_cast<uint64_t>(kNsPerSecond)));
  }

  /// Tick that contains `ns` (Rate::index_at).
  [[nodiscard]] int64_t ticks_at(int64_t ns) const {
    int64_t seconds = ns / kNsPerSecond;
    int64_t rest_ns = ns % kNsPerSecond;
    if (rest_ns < 0) {
      --seconds;
      rest_ns += kNsPerSecond;
    }
    return seconds * rate_ + rest_ns * rate_ / kNsPerSecond;
  }

 private:
  /// ceil(x / rate). The reciprocal is at most 2^-64 too large, which cannot reach the next integer while x × rate < 2^64;
  /// here x < rate × 10^9 < 2^50 and the product is checked by test for every clock in use.
  [[nodiscard]] uint64_t ceil_over_rate(uint64_t x) const {
    const uint64_t rounded = x + static_cast<uint64_t>(rate_) - 1;
    return static_cast<uint64_t>((static_cast<unsigned __int128>(rounded) * reciprocal_) >> 64);
  }
  void move_to(int64_t ticks) {
    const auto second = static_cast<int64_t>(floor_div(ticks, rate_));
    second_ticks_ = second * rate_;
    second_ns_ = second * kNsPerSecond;
  }

  int64_t rate_;
  uint64_t reciprocal_;
  int64_t second_ticks_ = 0;
  int64_t second_ns_ = 0;
};

}  // namespace cw::rtp
