// TAI − UTC from the published leap seconds (IERS Bulletin C), for hosts whose kernel has not been told.
#pragma once

#include <cstdint>

namespace cw::ptp {

/// TAI − UTC in seconds at a UTC time given in POSIX seconds; 10 before the first leap second of 1972. Pure.
[[nodiscard]] int utc_offset_at(int64_t utc_seconds);

}  // namespace cw::ptp
