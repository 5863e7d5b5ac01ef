// Exact arithmetic with times of the wire: nanoseconds plus correctionFields of 2^-16 ns, rounded once, refused when
// out of range.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "gateway/core/tai_time.h"

namespace cw::ptp {

/// Sum of correctionFields in 2^-16 ns; wide, so that no sum of hostile values overflows.
using Correction = Int128;

/// The value that means "too big to be told" (13.3.2.7).
inline constexpr int64_t kCorrectionTooBig = std::numeric_limits<int64_t>::max();

/// Rounded to the nearest nanosecond, halves upwards.
[[nodiscard]] constexpr Int128 correction_ns(Correction correction) { return floor_div(correction + 0x8000, 0x10000); }

/// `ns` plus the correction; nullopt when it leaves the years that TaiTime can tell.
[[nodiscard]] constexpr std::optional<int64_t> corrected_ns(int64_t ns, Correction correction) {
  constexpr Int128 kLimit = std::numeric_limits<int64_t>::max() / 2;
  const Int128 sum = Int128{ns} + correction_ns(correction);
  if (sum > kLimit || sum < -kLimit) return std::nullopt;
  return static_cast<int64_t>(sum);
}

}  // namespace cw::ptp
