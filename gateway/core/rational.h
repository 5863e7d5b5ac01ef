// Exact rates: an event n happens at n / rate seconds after the TAI epoch (ST 2059-1 alignment points). All conversions run in
// 128-bit integers, so they are exact over centuries.
#pragma once

#include <cstdint>
#include <numeric>
#include <optional>

#include "gateway/core/tai_time.h"

namespace cw {

/// A positive or negative fraction in lowest terms, den > 0.
struct Rational {
  int64_t num = 0;
  int64_t den = 1;

  [[nodiscard]] static constexpr Rational reduced(int64_t num, int64_t den) {
    const int64_t g = std::gcd(num, den);
    return g == 0 ? Rational{0, 1} : Rational{num / g, den / g};
  }
  constexpr bool operator==(const Rational&) const = default;
};

/// Events per second, > 0: frames, fields, samples, RTP ticks.
class Rate {
 public:
  constexpr Rate() = default;
  /// nullopt unless num > 0 and den > 0.
  [[nodiscard]] static constexpr std::optional<Rate> create(int64_t num, int64_t den) {
    if (num <= 0 || den <= 0) return std::nullopt;
    return Rate{Rational::reduced(num, den)};
  }
  /// Whole events per second; `per_second` > 0 is the caller's promise.
  [[nodiscard]] static constexpr Rate hz(int64_t per_second) { return Rate{Rational{per_second, 1}}; }

  [[nodiscard]] constexpr int64_t num() const { return value_.num; }
  [[nodiscard]] constexpr int64_t den() const { return value_.den; }
  constexpr bool operator==(const Rate&) const = default;

  /// Index of the event period that contains `t`: floor(t × rate).
  [[nodiscard]] constexpr int64_t index_at(TaiTime t) const {
    return static_cast<int64_t>(floor_div(scaled(t), divisor_of(value_)));
  }
  /// Index of the event nearest to `t` (for times that carry rounding of their own, such as RTP time stamps).
  [[nodiscard]] constexpr int64_t nearest_index(TaiTime t) const {
    return static_cast<int64_t>(round_div(scaled(t), divisor_of(value_)));
  }
  /// First nanosecond that belongs to event `index`, so that index_at(time_of(n)) == n.
  [[nodiscard]] constexpr TaiTime time_of(int64_t index) const {
    return TaiTime::from_ns(static_cast<int64_t>(ceil_div(Int128{index} * value_.den * kNsPerSecond, value_.num)));
  }
  /// One period, rounded down to ns.
  [[nodiscard]] constexpr Duration period() const { return Duration{value_.den * kNsPerSecond / value_.num}; }
  /// Index of event `index` of this rate counted in `other`'s events, rounded to nearest: e.g. frame → 90 kHz ticks.
  [[nodiscard]] constexpr int64_t rescale(int64_t index, Rate other) const {
    return static_cast<int64_t>(
        round_div(Int128{index} * value_.den * other.value_.num, Int128{value_.num} * other.value_.den));
  }
  /// As rescale, rounded down.
  [[nodiscard]] constexpr int64_t rescale_floor(int64_t index, Rate other) const {
    return static_cast<int64_t>(
        floor_div(Int128{index} * value_.den * other.value_.num, Int128{value_.num} * other.value_.den));
  }

 private:
  explicit constexpr Rate(Rational value) : value_(value) {}
  static constexpr Int128 divisor_of(Rational v) { return Int128{v.den} * kNsPerSecond; }
  [[nodiscard]] constexpr Int128 scaled(TaiTime t) const { return Int128{t.ns()} * value_.num; }
  Rational value_{1, 1};
};

using FrameRate = Rate;
using SampleRate = Rate;

inline constexpr Rate kVideoClock = Rate::hz(90'000);

}  // namespace cw
