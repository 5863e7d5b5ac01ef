// TAI that nobody disciplines: read once from the system clock, then counted on by the CPU's raw clock. Never steps, drifts with the
// crystal. For tests, demos and sites without any reference.
#pragma once

#include <cstdint>
#include <string>

#include "ptp/clock/host_clock.h"

namespace cw::ptp {

class FreeRunningClock final : public HostClock {
 public:
  /// Takes the present time of `reference`, which is not needed afterwards.
  explicit FreeRunningClock(const MediaClock& reference) noexcept;

  [[nodiscard]] TaiTime now() const noexcept override;
  [[nodiscard]] int utc_offset_s() const noexcept override { return utc_offset_s_; }
  [[nodiscard]] std::string describe() const override;

 private:
  int64_t tai_minus_raw_ns_;
  int utc_offset_s_;
};

}  // namespace cw::ptp
