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
  /// Where the present line begins: offsets of what was just steered are to be looked at from there on. Control thread.
  [[nodiscard]] LocalTime changed_at() const noexcept {
    const Slot& slot = slots_[generation_.load(std::memory_order_relaxed) & 1];  // own
    return LocalTime::from_ns(slot.from_ns.load(std::memory_order_relaxed));     // decided by the last publish()
  }

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
    /// The line of another gain that leaves this one, `jump_ns` beside it, at a local time; exact to the last bit.
    [[nodiscard]] Line continued(int64_t from_ns, int64_t new_gain, int64_t jump_ns) const noexcept {
      const int64_t since = from_ns - base_local_ns;
      const Int128 gained = Int128{since} * gain + static_cast<Int128>(base_fraction);
      return {.base_local_ns = from_ns,
              .base_tai_ns = base_tai_ns + since + static_cast<int64_t>(gained >> kFractionBits) + jump_ns,
              .base_fraction = static_cast<uint64_t>(gained) & ((uint64_t{1} << kFractionBits) - 1),
              .gain = new_gain};
    }
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

  /// The line in force at local_of(), which is called after the lines have been found.
  template <typename LocalOf>
  [[nodiscard]] View view_at(LocalOf&& local_of) const noexcept {
    for (;;) {
      // Every load of a slot is an acquire: one that sees a store of a later publish() also sees the generation stored before it, so
      // that the check at the end fails. The first pairs with the store that published the slot.
      const uint64_t generation = generation_.load(std::memory_order_acquire);
      const Slot& slot = slots_[generation & 1];
      Line line{.base_local_ns = slot.base_local_ns.load(std::memory_order_acquire),
                .base_tai_ns = slot.base_tai_ns.load(std::memory_order_acquire),
                .base_fraction = slot.base_fraction.load(std::memory_order_acquire),
                .gain = slot.gain.load(std::memory_order_acquire)};
      const int64_t gain_after = slot.gain_after.load(std::memory_order_acquire);
      const int64_t jump_ns = slot.jump_ns.load(std::memory_order_acquire);
      int64_t from_ns = slot.from_ns.load(std::memory_order_acquire);
      const LocalTime local = local_of();
      if (from_ns == undecided(generation)) [[unlikely]]
        from_ns = decide(generation);
      if (generation_.load(std::memory_order_relaxed) != generation) [[unlikely]]
        continue;  // ordered by the acquires above
      if (local.ns() >= from_ns) line = line.continued(from_ns, gain_after, jump_ns);
      return {local, line};
    }
  }
  [[nodiscard]] View view_now() const noexcept {
    return view_at([this] { return counter_.now(); });
  }
  /// What from_ns holds until somebody decides it; of one generation only, so that a sleeper cannot decide for a later one.
  [[nodiscard]] static constexpr int64_t undecided(uint64_t generation) {
    return INT64_MIN + static_cast<int64_t>(generation);
  }
  [[nodiscard]] int64_t decide(uint64_t generation) const noexcept;
  void publish(int64_t gain_after, int64_t jump_ns);

  LocalCounter counter_;
  mutable std::array<Slot, 2> slots_;  // mutable: a reader may be the one to decide from_ns
  std::atomic<uint64_t> generation_{0};
  std::atomic<uint64_t> steps_{0};
  std::atomic<int> utc_offset_s_{0};
  mutable std::mutex description_mutex_;  // never taken by now()
  std::string description_;
};

}  // namespace cw::ptp
