// The media clock that PTP steers: TAI as a straight line over LocalTime. The servo bends the line, everybody else reads it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

#include "ptp/clock/host_clock.h"
#include "ptp/clock/local_counter.h"

namespace cw::ptp {

/// Readers: any thread, lock-free. step(), step_by() and set_frequency(): one control thread.
///
/// A new line replaces the old one at a local time that lies ahead of all that anybody has read (see disciplined_clock.cpp), so no
/// thread sees time go back unless it is stepped back.
class DisciplinedClock final : public HostClock {
 public:
  DisciplinedClock(LocalCounter counter, TaiTime start);

  [[nodiscard]] TaiTime now() const noexcept override {
    const View view = view_now();
    return view.line.tai_of(view.local);
  }
  /// TAI of a stamp: what now() said or will say at that local time, as long as no more than one change of line lies between.
  [[nodiscard]] TaiTime tai_of(LocalTime local) const noexcept;
  /// The first local time at which the present line shows `tai`; tai_of(local_of(t)) >= t, by less than 2 ns.
  [[nodiscard]] LocalTime local_of(TaiTime tai) const noexcept;

  /// Rises with every step.
  [[nodiscard]] uint64_t steps() const noexcept {
    return steps_.load(
        std::memory_order_acquire);  // pairs with step_by's release: who sees the count sees the stepped line
  }
  /// Makes now() go on from `at_now`.
  void step(TaiTime at_now);
  void step_by(Duration jump);
  /// What TAI gains on LocalTime from now on, in parts per billion, within ±kMaxFrequencyPpb; the time goes on without a jump.
  void set_frequency(double ppb);
  [[nodiscard]] double frequency_ppb() const;

  [[nodiscard]] int utc_offset_s() const noexcept override {
    return utc_offset_s_.load(std::memory_order_relaxed);  // publishes nothing but itself
  }
  void set_utc_offset_s(int seconds) {
    utc_offset_s_.store(seconds, std::memory_order_relaxed);  // publishes nothing but itself
  }
  [[nodiscard]] std::string describe() const override;
  void set_description(std::string description);

  static constexpr double kMaxFrequencyPpb = 1'000'000;

 private:
  /// TAI = base_tai + (local − base) × (1 + gain), in 2^-60 ns.
  struct Line {
    int64_t base_local_ns = 0;
    int64_t base_tai_ns = 0;
    uint64_t base_fraction = 0;  ///< below 1 ns
    int64_t gain = 0;

    [[nodiscard]] TaiTime tai_of(LocalTime local) const noexcept {
      const int64_t since = local.ns() - base_local_ns;
      const Int128 gained = Int128{since} * gain + static_cast<Int128>(base_fraction);
      return TaiTime::from_ns(base_tai_ns + since + static_cast<int64_t>(gained >> kFractionBits));
    }
    [[nodiscard]] Line moved_to(LocalTime base) const noexcept;
  };
  /// What readers see: `before` until `from_ns`, afterwards a line of `gain_after` that starts `jump_ns` beside it.
  struct Slot {
    std::atomic<int64_t> base_local_ns{0};
    std::atomic<int64_t> base_tai_ns{0};
    std::atomic<uint64_t> base_fraction{0};
    std::atomic<int64_t> gain{0};
    std::atomic<int64_t> gain_after{0};
    std::atomic<int64_t> jump_ns{0};
    std::atomic<int64_t> from_ns{0};
  };
  struct View {
    LocalTime local;
    Line line;  ///< the one in force at `local`
  };

  static constexpr int kFractionBits = 60;
  static constexpr int64_t kUndecided = INT64_MIN;

  template <typename LocalOf>
  [[nodiscard]] View view_at(LocalOf&& local_of) const noexcept;
  [[nodiscard]] View view_now() const noexcept;
  void publish(int64_t gain_after, int64_t jump_ns);

  LocalCounter counter_;
  mutable std::array<Slot, 2> slots_;  // readers decide from_ns of a fresh slot
  std::atomic<uint64_t> generation_{0};
  std::atomic<uint64_t> steps_{0};
  std::atomic<int> utc_offset_s_{0};
  mutable std::mutex description_mutex_;  // never taken by now()
  std::string description_;
};

}  // namespace cw::ptp
