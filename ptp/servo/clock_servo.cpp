#include "ptp/servo/clock_servo.h"

#include <algorithm>
#include <cmath>

namespace cw::ptp {
namespace {

constexpr double kNsPerS = 1e9;
constexpr Duration kUpdateInterval = std::chrono::milliseconds{100};
constexpr double kSilentIntervals = 5;
constexpr Duration kPatience = std::chrono::seconds{5};

double to_ns(Duration duration) { return static_cast<double>(duration.count()); }
Duration from_ns(double ns) { return Duration{std::llround(ns)}; }

/// What the frequency may have drifted by, summed up, `seconds` after it was last measured: 0.1 ppm a minute until 1 ppm, the daily
/// swing of a crystal in a room, is reached.
double drift_ns(double seconds) {
  constexpr double kPpbPerS = 100.0 / 60;
  constexpr double kMaxPpb = 1'000;
  constexpr double kRampS = kMaxPpb / kPpbPerS;
  const double ramp = std::min(seconds, kRampS);
  return kPpbPerS * ramp * ramp / 2 + kMaxPpb * (seconds - ramp);
}

/// Standard deviation at which to lock, in lock thresholds: a third for three seconds, then twice as much every second, so that a
/// network whose delays scatter by tens of µs is locked to within ten.
double certainty_wanted(Duration acquiring_for) {
  constexpr Duration kStrictFor = std::chrono::seconds{3};
  constexpr double kMost = 25;
  return std::min(kMost, std::exp2(std::max(0.0, to_ns(acquiring_for - kStrictFor) / kNsPerS)) / 3);
}

}  // namespace

const char* name_of(ServoState state) {
  switch (state) {
    case ServoState::kFreeRun: return "free-run";
    case ServoState::kAcquiring: return "acquiring";
    case ServoState::kLocked: return "locked";
    case ServoState::kHoldover: return "holdover";
  }
  return "unknown";
}

ClockServo::ClockServo(const ServoConfig& config, DisciplinedClock& clock)
    : config_(config), clock_(clock), estimator_(config.window, config.step_threshold) {}

void ClockServo::on_sync(LocalTime received, TaiTime sent) {
  constexpr double kForget = 1.0 / 8;
  constexpr double kMaxIntervalNs = 4e9;
  if (status_.last_sync) {
    const double interval_ns = std::clamp(to_ns(received - *status_.last_sync), 0.0, kMaxIntervalNs);
    sync_interval_ns_ += (interval_ns - sync_interval_ns_) * kForget;
  }
  if (!status_.last_sync || received > *status_.last_sync) status_.last_sync = received;
  if (status_.state == ServoState::kFreeRun || status_.state == ServoState::kHoldover) enter(ServoState::kAcquiring);
  on_sample(received, estimator_.add_forward(received, sent.ns()));
}

void ClockServo::on_delay(LocalTime sent, TaiTime received) {
  on_sample(sent, estimator_.add_reverse(sent, received.ns()));
}

void ClockServo::on_link_delay(Duration mean) { estimator_.add_link_delay(mean); }

void ClockServo::on_sample(LocalTime at, bool good) {
  ++status_.samples;
  if (!good) ++status_.outliers;
  if (status_.state != ServoState::kAcquiring && status_.state != ServoState::kLocked) return;
  handle_break(estimator_.find_break());
  if (at - last_update_ < kUpdateInterval) return;
  update(at);
}

void ClockServo::handle_break(LineBreak found) {
  if (found == LineBreak::kJump) enter(ServoState::kAcquiring);
  if (found == LineBreak::kBend) fresh_line_ = false;
}

void ClockServo::update(LocalTime now) {
  last_update_ = now;
  if (const auto estimate = estimator_.update(now)) {
    estimated_at_ = now;
    if (!fresh_line_ || is_as_good(*estimate)) line_ = estimate;
    fresh_line_ = true;
    status_.mean_path_delay = from_ns(line_->path_delay_ns);
    status_.frequency_ppb = line_->frequency_ppb;
  }
  steer(now);
  judge_lock(now);
}

/// While hardly any packet gets through undisturbed, the line of before is better than a new one.
bool ClockServo::is_as_good(const OffsetEstimate& estimate) const {
  constexpr double kTimes = 3;
  constexpr double kGoodNs = 100;
  return estimate.sigma_ns <= std::max(kTimes * (sigma_ns(estimate.at) + line_age_drift_ns(estimate.at)), kGoodNs);
}

double ClockServo::line_age_drift_ns(LocalTime now) const {
  return drift_ns(std::max(0.0, to_ns(now - line_->at) / kNsPerS));
}

double ClockServo::offset_ns(LocalTime now) const {
  const int64_t clock_minus_base_ns = (clock_.tai_of(now).ns() - line_->base_ns) - now.ns();
  return static_cast<double>(clock_minus_base_ns) - line_->offset_at(now);
}

double ClockServo::sigma_ns(LocalTime now) const {
  const double age_s = std::max(0.0, to_ns(now - line_->at) / kNsPerS);
  return line_->sigma_ns + line_->sigma_ppb * age_s;
}

bool ClockServo::is_to_be_stepped(double offset_ns, LocalTime now) const {
  constexpr double kSigmas = 2;
  const double threshold = to_ns(config_.step_threshold);
  if (was_set_) return std::abs(offset_ns) > std::max(threshold, kSigmas * sigma_ns(now));
  return sigma_ns(now) <= threshold || (acquiring_since_ && now - *acquiring_since_ > kPatience);
}

/// The integral part of the loop is the frequency that the estimator has learned in open loop; the proportional part takes the
/// remaining offset off with time constant τ.
void ClockServo::steer(LocalTime now) {
  last_steer_ = now;
  if (!line_) return;
  const bool acquiring = status_.state == ServoState::kAcquiring;
  // Samples may be old when they get here: what was steered since must not be seen as an offset.
  now = std::max(now, clock_.changed_at());
  double offset = offset_ns(now);
  if (acquiring && fresh_line_ && is_to_be_stepped(offset, now)) {
    clock_.step_by(from_ns(-offset));
    ++status_.steps;
    was_set_ = true;
    offset = 0;
  }
  constexpr double kAcquiringFaster = 4;
  constexpr double kAcquiringMore = 10;
  const double tau_s = to_ns(config_.time_constant) / kNsPerS / (acquiring ? kAcquiringFaster : 1);
  const double most = config_.max_slew_ppb * (acquiring ? kAcquiringMore : 1);
  clock_.set_frequency(line_->frequency_ppb + std::clamp(-offset / tau_s, -most, most));
  status_.offset = from_ns(offset);
  status_.uncertainty = from_ns(std::abs(offset) + 3 * sigma_ns(now) + line_age_drift_ns(now));
}

void ClockServo::judge_lock(LocalTime now) {
  constexpr double kUnlock = 5;
  constexpr double kClose = 2;
  constexpr Duration kCloseFor = std::chrono::seconds{1};
  if (!line_) return;
  const double offset = std::abs(to_ns(status_.offset));
  const double threshold = std::max(to_ns(config_.lock_threshold), sigma_ns(now));
  if (status_.state == ServoState::kLocked) {
    const double stale_ns = std::max(to_ns(config_.sync_timeout), kSilentIntervals * sync_interval_ns_);
    if (offset > kUnlock * threshold || to_ns(now - estimated_at_) > stale_ns) enter(ServoState::kAcquiring);
    return;
  }
  if (status_.state != ServoState::kAcquiring) return;
  if (!acquiring_since_) acquiring_since_ = now;
  const bool certain = sigma_ns(now) <= certainty_wanted(now - *acquiring_since_) * to_ns(config_.lock_threshold);
  const bool close = fresh_line_ && offset <= kClose * threshold && estimated_at_ == now && certain;
  if (!close) {
    close_since_.reset();
    return;
  }
  if (!close_since_) close_since_ = now;
  if (now - *close_since_ >= kCloseFor) enter(ServoState::kLocked);
}

void ClockServo::enter(ServoState state) {
  if (state == ServoState::kAcquiring) fresh_line_ = false;
  acquiring_since_.reset();
  close_since_.reset();
  status_.state = state;
}

void ClockServo::on_master_changed(LocalTime now) {
  estimator_.forget_samples();
  status_.last_sync.reset();
  sync_interval_ns_ = 0;
  if (status_.state == ServoState::kLocked) enter(ServoState::kHoldover);
  if (status_.state == ServoState::kAcquiring) enter(line_ && was_set_ ? ServoState::kHoldover : ServoState::kFreeRun);
  steer(now);
}

void ClockServo::on_master_lost(LocalTime now) {
  if (status_.state == ServoState::kFreeRun) return;
  enter(was_set_ ? ServoState::kHoldover : ServoState::kFreeRun);
  steer(now);
}

void ClockServo::poll(LocalTime now) {
  const bool fed = status_.state == ServoState::kAcquiring || status_.state == ServoState::kLocked;
  if (fed && status_.last_sync) {
    const double silence_ns = to_ns(now - *status_.last_sync);
    if (silence_ns > std::max(to_ns(config_.sync_timeout), kSilentIntervals * sync_interval_ns_)) on_master_lost(now);
  }
  if (was_set_ && now - last_steer_ >= kUpdateInterval) steer(now);
}

}  // namespace cw::ptp
