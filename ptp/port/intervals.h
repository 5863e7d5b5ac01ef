// Message intervals as the wire and the config have them: log2 of seconds.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/core/tai_time.h"

namespace cw::ptp {

inline constexpr int8_t kNoLogInterval = 0x7F;

/// Exact from 2^-9 s (the shortest that is whole in nanoseconds) to 2^6 s; clamped to that.
[[nodiscard]] constexpr Duration interval_of_log(int log_seconds) {
  const int log = std::clamp(log_seconds, -9, 6);
  return Duration{log >= 0 ? kNsPerSecond << log : kNsPerSecond >> -log};
}

}  // namespace cw::ptp
