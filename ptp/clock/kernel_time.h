// Reads of the kernel's clocks. Private to ptp/clock.
#pragma once

#include <cstdint>
#include <ctime>

namespace cw::ptp {

/// Nanoseconds of one of the kernel's clocks; 0 when the kernel does not have it. No system call on x86-64 and arm64 (vDSO).
[[nodiscard]] inline int64_t read_clock_ns(clockid_t clock) noexcept {
  timespec time{};
  clock_gettime(clock, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// TAI − UTC that the kernel has been told, in seconds; 0 when nobody has.
[[nodiscard]] int kernel_tai_offset_s() noexcept;

}  // namespace cw::ptp
