#include "ptp/clock/kernel_time.h"

#include <sys/timex.h>

namespace cw::ptp {

int kernel_tai_offset_s() noexcept {
  timex state{};
  if (adjtimex(&state) >= 0) return state.tai;
  // Containers often forbid even reading it that way; the clocks themselves tell as well, to within the time between two reads.
  const int64_t difference_ns = read_clock_ns(CLOCK_TAI) - read_clock_ns(CLOCK_REALTIME);
  constexpr int64_t kSecond = 1'000'000'000;
  return static_cast<int>((difference_ns + kSecond / 2) / kSecond);
}

}  // namespace cw::ptp
