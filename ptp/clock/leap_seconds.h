// TAI − UTC from the published leap seconds (IERS Bulletin C), for hosts whose kernel has not been told.
#pragma once

#include <cstdint>
#include <span>

namespace cw::ptp {

/// From a UTC time in POSIX seconds on, TAI − UTC is so much: the moment after an inserted (or removed) leap second.
struct LeapSecond {
  int64_t utc_s = 0;
  int tai_minus_utc_s = 0;
};

/// Before the first entry.
inline constexpr int kFirstTaiMinusUtc = 10;

/// Ascending. To it may be appended what Announce messages tell of the future.
[[nodiscard]] std::span<const LeapSecond> leap_second_table();

/// TAI − UTC in seconds at a UTC time given in POSIX seconds; 10 before the first leap second of 1972. Pure.
[[nodiscard]] int utc_offset_at(int64_t utc_seconds);

}  // namespace cw::ptp
