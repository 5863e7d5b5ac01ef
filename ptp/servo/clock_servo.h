// From time stamps to a steered clock: estimates offset and frequency of this host's counter against the master in open loop, then
// bends the media clock towards the estimate. Pure: time comes in with the samples. See README.md for the filter and the states.
#pragma once

#include <cstdint>
#include <optional>

#include "ptp/clock/disciplined_clock.h"
#include "ptp/servo/offset_estimator.h"

namespace cw::ptp {

struct ServoConfig {
  /// How far back samples count. More is steadier, less follows a drifting crystal closer: the lag is drift × window² / 12.
  Duration window = std::chrono::seconds{20};
  /// Time constant τ of the slew towards the estimate once locked (loop bandwidth 1 / 2πτ), a quarter of it while acquiring.
  Duration time_constant = std::chrono::seconds{2};
  /// While acquiring, an offset above it is stepped, one below it is slewed. The very first time is always stepped.
  Duration step_threshold = std::chrono::microseconds{100};
  /// Locked when the clock has been this close to the estimate for a second, and the estimate itself as certain (three sigma); on a
  /// noisy path that is relaxed after five seconds, twofold every two seconds, up to 75 times. Acquiring again when the distance is five
  /// times as large.
  Duration lock_threshold = std::chrono::microseconds{2};
  /// Slews add at most this to the learned frequency once locked, ten times as much while acquiring.
  double max_slew_ppb = 20'000;
  /// Holdover when no Sync has come for that long and for five of the intervals seen.
  Duration sync_timeout = std::chrono::milliseconds{1'500};
};

enum class ServoState : uint8_t { kFreeRun, kAcquiring, kLocked, kHoldover };
[[nodiscard]] const char* name_of(ServoState state);

struct ServoStatus {
  ServoState state = ServoState::kFreeRun;
  Duration offset{};           ///< media clock − master, by the estimate
  Duration mean_path_delay{};  ///< of the fastest packets
  double frequency_ppb = 0;    ///< learned: master − local counter, without slews
  Duration uncertainty =
      Duration::max();  ///< of the media clock, three sigma; grows in holdover; max: nothing is known
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
  [[nodiscard]] ServoStatus status() const { return status_; }

 private:
  void on_sample(LocalTime at, bool good);
  void handle_break(LineBreak found);
  void update(LocalTime now);
  void steer(LocalTime now);
  void judge_lock(LocalTime now);
  void enter(ServoState state);
  [[nodiscard]] double offset_ns(LocalTime now) const;
  [[nodiscard]] double sigma_ns(LocalTime now) const;
  [[nodiscard]] double line_age_drift_ns(LocalTime now) const;
  [[nodiscard]] bool is_as_good(const OffsetEstimate& estimate) const;
  [[nodiscard]] bool is_to_be_stepped(double offset_ns, LocalTime now) const;

  ServoConfig config_;
  DisciplinedClock& clock_;
  OffsetEstimator estimator_;
  std::optional<OffsetEstimate> line_;  ///< the latest good estimate, extrapolated when there is no newer one
  bool fresh_line_ = false;             ///< estimated since acquiring began or the line broke
  bool was_set_ = false;                ///< the clock has been stepped to a master at least once
  LocalTime last_update_;
  LocalTime last_steer_;
  LocalTime estimated_at_;
  std::optional<LocalTime> acquiring_since_;
  std::optional<LocalTime> close_since_;
  double sync_interval_ns_ = 0;
  ServoStatus status_;
};

}  // namespace cw::ptp
