// The kernel's clock as TAI: as good as what disciplines it (chrony, ntpd, phc2sys).
#pragma once

#include <string>

#include "ptp/clock/host_clock.h"

namespace cw::ptp {

class SystemClock final : public HostClock {
 public:
  /// `kernel_offset_s` as kernel_tai_offset_s() gives it. Not 0: time is CLOCK_TAI. 0: nobody has told the kernel, so time is
  /// CLOCK_REALTIME plus the leap seconds known to this program, and stays so for the life of the object, so that the kernel being
  /// told later moves nothing.
  explicit SystemClock(int kernel_offset_s) noexcept;

  /// Steps when the host's clock is stepped, and only then goes backwards.
  [[nodiscard]] TaiTime now() const noexcept override;
  [[nodiscard]] int utc_offset_s() const noexcept override;
  [[nodiscard]] std::string describe() const override;

 private:
  bool kernel_knows_;
  int table_offset_s_;
};

}  // namespace cw::ptp
