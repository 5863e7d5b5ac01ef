#include "ptp/clock/system_clock.h"

#include "ptp/clock/kernel_time.h"
#include "ptp/clock/leap_seconds.h"

namespace cw::ptp {

SystemClock::SystemClock(int kernel_offset_s) noexcept
    : kernel_knows_(kernel_offset_s != 0),
      table_offset_s_(utc_offset_at(read_clock_ns(CLOCK_REALTIME) / kNsPerSecond)) {}

TaiTime SystemClock::now() const noexcept {
  if (kernel_knows_) return TaiTime::from_ns(read_clock_ns(CLOCK_TAI));
  return TaiTime::from_ns(read_clock_ns(CLOCK_REALTIME) + table_offset_s_ * kNsPerSecond);
}

int SystemClock::utc_offset_s() const noexcept {
  const int kernel_offset_s = kernel_knows_ ? kernel_tai_offset_s() : 0;
  return kernel_offset_s != 0 ? kernel_offset_s : table_offset_s_;
}

std::string SystemClock::describe() const {
  const std::string offset = std::to_string(utc_offset_s());
  if (kernel_knows_) return "system clock (CLOCK_TAI), TAI - UTC = " + offset + " s from the kernel";
  return "system clock (CLOCK_REALTIME + " + offset +
         " s from the built-in leap second table, since the kernel's TAI offset is 0; let chrony set it with leapsectz "
         "right/UTC)";
}

}  // namespace cw::ptp
