// Media time: nanoseconds of TAI since 1970-01-01T00:00:00 TAI (ST 2059-1). Every stage of the flow counts in it;
// UTC exists only at the edges (timecode, PROGRAM-DATE-TIME).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace cw {

/// Signed duration in nanoseconds; offsets may be negative and are never clamped.
using Duration = std::chrono::nanoseconds;

using Int128 = __int128;

/// A point on the TAI time line, nanosecond resolution, 1678 to 2262.
class TaiTime {
 public:
  constexpr TaiTime() = default;
  [[nodiscard]] static constexpr TaiTime from_ns(int64_t ns) { return TaiTime{ns}; }
  [[nodiscard]] constexpr int64_t ns() const { return ns_; }

  constexpr auto operator<=>(const TaiTime&) const = default;
  constexpr TaiTime& operator+=(Duration d) {
    ns_ += d.count();
    return *this;
  }
  friend constexpr TaiTime operator+(TaiTime t, Duration d) { return TaiTime{t.ns_ + d.count()}; }
  friend constexpr TaiTime operator-(TaiTime t, Duration d) { return TaiTime{t.ns_ - d.count()}; }
  friend constexpr Duration operator-(TaiTime a, TaiTime b) { return Duration{a.ns_ - b.ns_}; }

 private:
  explicit constexpr TaiTime(int64_t ns) : ns_(ns) {}
  int64_t ns_ = 0;
};

inline constexpr int64_t kNsPerSecond = 1'000'000'000;

/// Floor division for either sign of `a`; `b` > 0.
[[nodiscard]] constexpr Int128 floor_div(Int128 a, Int128 b) { return a / b - ((a % b != 0 && (a < 0)) ? 1 : 0); }
/// Ceiling division; `b` > 0.
[[nodiscard]] constexpr Int128 ceil_div(Int128 a, Int128 b) { return -floor_div(-a, b); }
/// Division rounded to nearest, halves upwards; `b` > 0.
[[nodiscard]] constexpr Int128 round_div(Int128 a, Int128 b) { return floor_div(2 * a + b, 2 * b); }

}  // namespace cw
