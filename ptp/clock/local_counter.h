// Reads LocalTime: the invariant TSC where the CPU has one, else CLOCK_MONOTONIC_RAW. No system call, no lock, no state.
#pragma once

#include <atomic>
#include <cstdint>
#include <ctime>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "gateway/core/error.h"
#include "ptp/clock/local_time.h"

namespace cw::ptp {

/// Copies are cheap and count on the same time line; two counters from create() do not, so a process makes one and copies it.
class LocalCounter {
 public:
  /// Takes 40 ms with a TSC, which is calibrated against CLOCK_MONOTONIC_RAW to some 1 ppm: what is left is a constant frequency error
  /// that the servo learns. The time starts near CLOCK_MONOTONIC_RAW. Error kHost when the kernel lacks that clock.
  [[nodiscard]] static Expected<LocalCounter> create();
  /// As create(), but never the TSC.
  [[nodiscard]] static Expected<LocalCounter> create_from_kernel();
  /// Shows what `ns` holds, which outlives all copies: for tests and simulations.
  [[nodiscard]] static LocalCounter driven_by(const std::atomic<int64_t>& ns) noexcept;

  /// Any thread. Never goes back on one thread. A CPU may read it some 0.1 µs early, ahead of the loads before it: waiting for them
  /// would cost more than the rest of the call.
  [[nodiscard]] LocalTime now() const noexcept {
#if defined(__x86_64__)
    if (source_ == Source::kTsc) return of_tsc(static_cast<int64_t>(__rdtsc()));
#endif
    return read_other();
  }
  [[nodiscard]] bool is_tsc() const { return source_ == Source::kTsc; }
  /// LocalTime of a raw TSC reading that another part of the program (DPDK) has taken; only when is_tsc().
  [[nodiscard]] LocalTime of_tsc(int64_t ticks) const noexcept {
    const Int128 scaled = Int128{ticks - base_ticks_} * ns_per_tick_;
    return LocalTime::from_ns(base_ns_ + static_cast<int64_t>(scaled >> kFractionBits));
  }

 private:
  enum class Source : uint8_t { kKernel, kTsc, kDriven };
  static constexpr int kFractionBits = 56;

  LocalCounter() = default;
  [[nodiscard]] LocalTime read_other() const noexcept;
  void calibrate_tsc() noexcept;

  Source source_ = Source::kKernel;
  int64_t base_ticks_ = 0;
  int64_t base_ns_ = 0;
  int64_t ns_per_tick_ = 0;  ///< × 2^kFractionBits
  const std::atomic<int64_t>* driver_ = nullptr;
};

}  // namespace cw::ptp
