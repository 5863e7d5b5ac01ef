// Clocks of this host as MediaClock, used until (and besides) a PTP-disciplined one: `clock.source` system or free in the config.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"

namespace cw::ptp {

/// A MediaClock that can say in one sentence where its time comes from and how far to trust it.
class HostClock : public MediaClock {
 public:
  /// For log, status and `doctor`: "CLOCK_TAI, TAI − UTC 37 s from the kernel".
  [[nodiscard]] virtual std::string describe() const = 0;
};

enum class ClockKind : uint8_t { kSystem, kFree };

/// Error kHost when the kernel refuses a clock.
[[nodiscard]] Expected<std::unique_ptr<HostClock>> create_clock(ClockKind kind);

}  // namespace cw::ptp
