// TAI to the civil calendar, for the edges that speak UTC (decision 1): PROGRAM-DATE-TIME, logs, timecode.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/core/tai_time.h"

namespace cw {

/// A civil date and time of day, proleptic Gregorian. Leap seconds have no 23:59:60 here: as in POSIX, the second before repeats.
struct CivilTime {
  int64_t year = 1970;
  uint8_t month = 1;  ///< 1..12
  uint8_t day = 1;    ///< 1..31
  uint8_t hour = 0;
  uint8_t minute = 0;
  uint8_t second = 0;
  uint32_t nanosecond = 0;
  constexpr bool operator==(const CivilTime&) const = default;
};

/// UTC of `tai` when TAI − UTC is `utc_offset_s` seconds. Pure.
[[nodiscard]] CivilTime to_utc(TaiTime tai, int utc_offset_s);

/// ISO 8601 with milliseconds, rounded down: 2026-11-23T10:00:00.000Z. Pure.
[[nodiscard]] std::string format_utc(TaiTime tai, int utc_offset_s);

}  // namespace cw
