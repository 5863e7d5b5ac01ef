#include "ptp/clock/host_clock.h"

#include <ctime>

#include "ptp/clock/free_running_clock.h"
#include "ptp/clock/kernel_time.h"
#include "ptp/clock/system_clock.h"

namespace cw::ptp {

Expected<std::unique_ptr<HostClock>> create_clock(ClockKind kind) {
  timespec unused{};
  if (clock_gettime(CLOCK_TAI, &unused) != 0 || clock_gettime(CLOCK_MONOTONIC_RAW, &unused) != 0) {
    return host_error("this kernel has no CLOCK_TAI or CLOCK_MONOTONIC_RAW; run on Linux 3.10 or later");
  }
  auto system = std::make_unique<SystemClock>(kernel_tai_offset_s());
  if (kind == ClockKind::kFree) return std::make_unique<FreeRunningClock>(*system);
  return system;
}

}  // namespace cw::ptp
