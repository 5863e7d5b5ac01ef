// The time line that PTP measures on: this host's free-running counter. What packets are stamped with is brought to it before the
// protocol sees it, so that samples never move when the media clock is steered.
#pragma once

#include <compare>
#include <cstdint>

#include "gateway/core/tai_time.h"

namespace cw::ptp {

/// Nanoseconds of this host's free-running counter since an arbitrary start: no steps, no slewing, only the drift of the crystal.
class LocalTime {
 public:
  constexpr LocalTime() = default;
  [[nodiscard]] static constexpr LocalTime from_ns(int64_t ns) { return LocalTime{ns}; }
  [[nodiscard]] constexpr int64_t ns() const { return ns_; }

  constexpr auto operator<=>(const LocalTime&) const = default;
  constexpr LocalTime& operator+=(Duration d) {
    ns_ += d.count();
    return *this;
  }
  friend constexpr LocalTime operator+(LocalTime t, Duration d) { return LocalTime{t.ns_ + d.count()}; }
  friend constexpr LocalTime operator-(LocalTime t, Duration d) { return LocalTime{t.ns_ - d.count()}; }
  friend constexpr Duration operator-(LocalTime a, LocalTime b) { return Duration{a.ns_ - b.ns_}; }

 private:
  explicit constexpr LocalTime(int64_t ns) : ns_(ns) {}
  int64_t ns_ = 0;
};

}  // namespace cw::ptp
