// A master, a path and this host's counter, simulated: what a ClockServo sees of them, and how far its clock is from the truth.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <random>
#include <utility>

#include "ptp/servo/clock_servo.h"

namespace cw::ptp::test {

/// Fixed seeds, and distributions of our own, so that every library draws the same numbers.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}
  [[nodiscard]] double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1p-53; }
  [[nodiscard]] double exponential(double mean) { return -mean * std::log(uniform()); }
  [[nodiscard]] double gaussian(double sigma) {
    return sigma * std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  }
  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }

 private:
  std::mt19937_64 engine_;
};

using Noise = std::function<double(Dice&)>;

struct PathModel {
  double frequency_ppb = 0;  ///< master − local
  double drift_ppb_per_s = 0;
  double sync_per_s = 8;
  double delay_per_s = 8;   ///< Delay_Req, at random distances; 0: none
  double delay_ns = 5'000;  ///< each way
  double loss = 0;
  Noise forward = [](Dice&) { return 0.0; };
  Noise reverse = [](Dice&) { return 0.0; };
  bool peer_to_peer = false;
  bool master_present = true;
};

struct Deviation {
  double rms_ns = 0;
  double peak_ns = 0;
  double mean_ns = 0;
};

class SimulatedPath {
 public:
  static constexpr int64_t kTaiNs = 1'800'000'000'000'000'000;

  explicit SimulatedPath(PathModel path, uint64_t seed = 1, ServoConfig config = {})
      : model(std::move(path)),
        clock(LocalCounter::driven_by(local_ns_), TaiTime::from_ns(kTaiNs)),
        sut(config, clock),
        dice_(seed) {
    clock.set_utc_offset_s(37);
  }

  /// Runs on and measures the clock against the truth every 10 ms.
  Deviation run(double seconds) {
    const int64_t end_ns = local_ns_ + std::llround(seconds * 1e9);
    double squares = 0;
    double sum = 0;
    Deviation seen;
    int64_t count = 0;
    while (local_ns_ < end_ns) {
      tick();
      const double error = error_ns();
      squares += error * error;
      sum += error;
      seen.peak_ns = std::max(seen.peak_ns, std::abs(error));
      ++count;
    }
    seen.rms_ns = std::sqrt(squares / static_cast<double>(count));
    seen.mean_ns = sum / static_cast<double>(count);
    return seen;
  }
  /// Seconds until the state is reached, or `most`.
  double run_until(ServoState state, double most) {
    const int64_t start_ns = local_ns_;
    while (sut.status().state != state && static_cast<double>(local_ns_ - start_ns) < most * 1e9) tick();
    return static_cast<double>(local_ns_ - start_ns) / 1e9;
  }
  void step_master(double ns) { offset_ns_ += ns; }
  [[nodiscard]] LocalTime now() const { return LocalTime::from_ns(local_ns_); }
  /// Media clock − master.
  [[nodiscard]] double error_ns() const {
    return static_cast<double>(clock.tai_of(now()).ns() - kMasterNs - local_ns_) - offset_ns_;
  }

  PathModel model;

 private:
  static constexpr int64_t kTickNs = 10'000'000;
  static constexpr int64_t kMasterNs = kTaiNs + 12'345'678;

  std::atomic<int64_t> local_ns_{5'000'000'000};

 public:
  DisciplinedClock clock;
  ClockServo sut;

 private:
  [[nodiscard]] double offset_after(double ns) const { return offset_ns_ + model.frequency_ppb * ns / 1e9; }

  void tick() {
    local_ns_ += kTickNs;
    constexpr double kTickS = static_cast<double>(kTickNs) / 1e9;
    offset_ns_ += model.frequency_ppb * kTickS;
    model.frequency_ppb += model.drift_ppb_per_s * kTickS;
    if (model.master_present) exchange();
    sut.poll(now());
  }
  void exchange() {
    if (local_ns_ >= next_sync_ns_) {
      next_sync_ns_ = local_ns_ + std::llround(1e9 / model.sync_per_s * (0.95 + 0.1 * dice_.uniform())) - kTickNs / 2;
      const double delay = model.delay_ns + model.forward(dice_);
      const double sent = offset_after(-delay) - delay;
      if (!dice_.chance(model.loss)) sut.on_sync(now(), TaiTime::from_ns(kMasterNs + local_ns_ + std::llround(sent)));
      if (model.peer_to_peer)
        sut.on_link_delay(Duration{std::llround(model.delay_ns + (model.reverse(dice_) + model.forward(dice_)) / 2)});
    }
    if (model.delay_per_s > 0 && !model.peer_to_peer && local_ns_ >= next_delay_ns_) {
      next_delay_ns_ = local_ns_ + std::llround(2e9 / model.delay_per_s * dice_.uniform());
      const double delay = model.delay_ns + model.reverse(dice_);
      const double received = offset_after(delay) + delay;
      if (!dice_.chance(model.loss))
        sut.on_delay(now(), TaiTime::from_ns(kMasterNs + local_ns_ + std::llround(received)));
    }
  }

  Dice dice_;
  double offset_ns_ = 0;  // master − local − kMasterNs
  int64_t next_sync_ns_ = 0;
  int64_t next_delay_ns_ = 0;
};

}  // namespace cw::ptp::test
