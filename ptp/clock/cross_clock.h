// Brings stamps of another clock of this host (CLOCK_REALTIME for kernel stamps, a PHC for hardware ones) to LocalTime, from pairs of
// readings: LocalTime before, the other clock, LocalTime after.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ptp/clock/local_time.h"

namespace cw::ptp {

/// One thread. Follows the drift of the other clock within two seconds and its steps with the first reading after the step.
class CrossClock {
 public:
  /// `other_ns` was read between `before` and `after`. Readings in a bracket much wider than usual (the thread was interrupted) are
  /// not taken. Observe at least once a second, and best just before to_local().
  void observe(int64_t other_ns, LocalTime before, LocalTime after);
  /// nullopt before the first observation. Meant for times within seconds of the last one.
  [[nodiscard]] std::optional<LocalTime> to_local(int64_t other_ns) const;
  /// The other way round.
  [[nodiscard]] std::optional<int64_t> to_other(LocalTime local) const;

  /// Jumps of the other clock seen so far.
  [[nodiscard]] uint64_t steps() const { return steps_; }
  /// Readings not taken because of their width.
  [[nodiscard]] uint64_t rejected() const { return rejected_; }
  /// What the other clock gains on LocalTime, as far as known.
  [[nodiscard]] double frequency_ppb() const { return rate_ * kPpbPerOne; }

 private:
  struct Pair {
    int64_t other_ns = 0;
    LocalTime local;
    double width_ns = 0;
  };
  static constexpr size_t kPairs = 8;
  static constexpr double kPpbPerOne = 1e9;

  [[nodiscard]] bool is_narrow(Duration width);
  [[nodiscard]] bool has_stepped(const Pair& pair) const;
  void remember(const Pair& pair);

  std::array<Pair, kPairs> spaced_{};  // a quarter of a second or more apart, oldest first
  size_t count_ = 0;
  Pair last_;
  double rate_ = 0;  // other seconds gained per local second
  double usual_width_ns_ = 0;
  uint64_t steps_ = 0;
  uint64_t rejected_ = 0;
};

}  // namespace cw::ptp
