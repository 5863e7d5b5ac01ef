// From time stamps to a steered clock: estimates offset and frequency of this host's counter against the master in open loop, then
// bends the media clock towards the estimate. Pure: time comes in with the samples. See README.md for the filter and the states.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "ptp/clock/disciplined_clock.h"

namespace cw::ptp {

struct ServoConfig {
  /// How far back samples count. More is steadier, less follows a drifting crystal closer: the lag is drift × window² / 12.
  Duration window = std::chrono::seconds{24};
  /// Time constant of the slew towards the estimate once locked (loop bandwidth 1 / 2πτ).
  Duration time_constant = std::chrono::seconds{4};
  /// An offset above it is stepped while acquiring after a holdover or a change of master, one below it is slewed. The very first
  /// time is always stepped.
  Duration step_threshold = std::chrono::microseconds{100};
  /// Locked when the clock has been this close to the estimate, and the estimate this certain.
  Duration lock_threshold = std::chrono::microseconds{2};
  /// Slews add at most this to the learned frequency.
  double max_slew_ppb = 20'000;
  /// Holdover when no Sync has come for that long (and for five of the intervals seen).
  Duration sync_timeout = std::chrono::milliseconds{1'500};
};

enum class ServoState : uint8_t { kFreeRun, kAcquiring, kLocked, kHoldover };
[[nodiscard]] const char* name_of(ServoState state);

struct ServoStatus {
  ServoState state = ServoState::kFreeRun;
  Duration offset{};           ///< media clock − master, by the estimate
  Duration mean_path_delay{};  ///< of the fastest packets
  double frequency_ppb = 0;    ///< learned: master − local counter, without slews
  Duration uncertainty{};      ///< of the media clock; grows in holdover
  uint64_t samples = 0;
  uint64_t outliers = 0;
  uint64_t steps = 0;  ///< made by this servo
  std::optional<LocalTime> last_sync;
};

/// One thread.
class ClockServo {
 public:
  /// `clock` outlives the servo, which is the only one to steer it.
  ClockServo(const ServoConfig& config, DisciplinedClock& clock);
  ~ClockServo();
  ClockServo(const ClockServo&) = delete;
  ClockServo& operator=(const ClockServo&) = delete;

  /// Forward: every Sync (with its Follow_Up), corrections applied.
  void on_sync(LocalTime received, TaiTime sent);
  /// E2E reverse: a Delay_Req left here and arrived at the master, corrections applied.
  void on_delay(LocalTime sent, TaiTime received);
  /// P2P, instead of on_delay: the mean link delay of one exchange.
  void on_link_delay(Duration mean);
  /// Another grandmaster: old samples are void, the learned frequency is not.
  void on_master_changed(LocalTime now);
  /// No port is slave any more: holdover.
  void on_master_lost(LocalTime now);
  /// Ages the uncertainty; holdover when Sync stays away. Call a few times a second.
  void poll(LocalTime now);
  [[nodiscard]] ServoStatus status() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::ptp
