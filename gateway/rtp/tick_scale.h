// Ticks of a media clock → nanoseconds, exact (rounded up like Rate::time_of), fast for neighbouring values: one 64-bit multiply
// instead of a 128-bit division per packet.
#pragma once

#include <cstdint>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::rtp {

class TickScale {
 public:
  /// `clock` is a whole number of ticks per second (90 000, 44 100, 48 000, 96 000).
  explicit TickScale(Rate clock) : clock_(clock), reciprocal_(~uint64_t{0} / static_cast<uint64_t>(clock.num()) + 1) {}

  [[nodiscard]] Rate clock() const { return clock_; }
  /// First nanosecond that belongs to tick `ticks` (Rate::time_of).
  [[nodiscard]] int64_t ns_of(int64_t ticks) {
    auto in_second = static_cast<uint64_t>(ticks - second_ticks_);
    if (in_second >= static_cast<uint64_t>(clock_.num())) {
      move_to(ticks);
      in_second = static_cast<uint64_t>(ticks - second_ticks_);
    }
    return second_ns_ + static_cast<int64_t>(ceil_over_rate(in_second * static_cast<uint64_t>(kNsPerSecond)));
  }

 private:
  /// ceil(x / num) for x < 2^47: the reciprocal's error stays below 1 / num while x × num < 2^64.
  [[nodiscard]] uint64_t ceil_over_rate(uint64_t x) const {
    const auto num = static_cast<uint64_t>(clock_.num());
    return static_cast<uint64_t>((static_cast<unsigned __int128>(x + num - 1) * reciprocal_) >> 64);
  }
  void move_to(int64_t ticks) {
    const auto second = static_cast<int64_t>(floor_div(ticks, clock_.num()));
    second_ticks_ = second * clock_.num();
    second_ns_ = second * kNsPerSecond;
  }

  Rate clock_;
  uint64_t reciprocal_;
  int64_t second_ticks_ = 0;
  int64_t second_ns_ = 0;
};

}  // namespace cw::rtp
