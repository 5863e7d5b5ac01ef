#include "ptp/servo/offset_estimator.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace cw::ptp {
namespace {

constexpr double kNsPerS = 1e9;
constexpr size_t kMinForward = 6;
constexpr size_t kMinReverse = 4;
constexpr Duration kMinSpan = std::chrono::milliseconds{750};
/// Stamps are not better than that, whatever their spread says.
constexpr double kMinSpreadNs = 30;
/// So few samples may lie close together by chance.
constexpr double kFewSamples = 5;
/// Of the weights.
constexpr double kMinStiffness = 0.1;
/// What a crystal drifts by: 0.1 ppm a minute.
constexpr double kDriftPpbPerS = 100.0 / 60;
/// The frequency is never believed better than that, so that drift is followed.
constexpr double kMinBeliefPpb = 50;

/// Samples in a row that all came late before the path is taken to have changed.
constexpr size_t kNewestForPath = 8;

double seconds(Duration duration) { return static_cast<double>(duration.count()) / kNsPerS; }
/// Forward delays shrink when the master gains, reverse ones grow.
double sign_of(size_t direction) { return direction == 0 ? -1 : 1; }

double median_of(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

OffsetEstimator::OffsetEstimator(Duration window, Duration jump)
    : window_(window), jump_ns_(static_cast<double>(jump.count())), sides_{Side(window), Side(window)} {
  constexpr size_t kPairs = 4'096;
  slopes_.reserve(kPairs);
}

bool OffsetEstimator::add_forward(LocalTime received, int64_t sent_ns) {
  if (!base_ns_) base_ns_ = sent_ns - received.ns();
  return add(kForward, received, received.ns() - sent_ns + *base_ns_);
}

bool OffsetEstimator::add_reverse(LocalTime sent, int64_t received_ns) {
  link_delay_count_ = 0;
  if (!base_ns_) return false;
  return add(kReverse, sent, received_ns - sent.ns() - *base_ns_);
}

bool OffsetEstimator::add(Direction direction, LocalTime at, int64_t delay_ns) {
  constexpr double kOutlierReaches = 3;
  constexpr double kOutlierNs = 1'000;
  Side& side = sides_[direction];
  const double slope_ppb = sign_of(direction) * (last_ ? last_->frequency_ppb : belief_.frequency_ppb);
  const auto delay = static_cast<double>(delay_ns);
  if (!side.samples.add({.at = at, .delay_ns = delay}, slope_ppb)) return false;
  if (!last_ || side.weights <= 0) return true;
  const double expected_ns = side.floor.centre_ns + slope_ppb * seconds(at - last_->at);
  return std::abs(delay - expected_ns) <= std::max(kOutlierReaches * side.floor.reach_ns, kOutlierNs);
}

void OffsetEstimator::add_link_delay(Duration delay) {
  sides_[kReverse].samples.clear();
  link_delays_ns_[link_delay_count_++ % kLinkDelays] = static_cast<double>(delay.count());
}

double OffsetEstimator::link_delay_ns() const {
  std::array<double, kLinkDelays> sorted = link_delays_ns_;
  const std::span<double> kept(sorted.data(), std::min(link_delay_count_, kLinkDelays));
  std::ranges::sort(kept);
  return settled(find_floor(kept), kept).centre_ns;
}

void OffsetEstimator::forget_samples() {
  for (Side& side : sides_) {
    side.samples.clear();
    side.weights = 0;
  }
  link_delay_count_ = 0;
  base_ns_.reset();
  last_.reset();
}

bool OffsetEstimator::has_enough() const {
  const SampleWindow& forward = sides_[kForward].samples;
  if (!base_ns_ || forward.size() < kMinForward || forward.span() < kMinSpan) return false;
  return sides() == 1 || sides_[kReverse].samples.size() >= kMinReverse;
}

double OffsetEstimator::belief_sigma(LocalTime now) const {
  return std::hypot(belief_.sigma_ppb, kDriftPpbPerS * seconds(now - belief_.at));
}

/// Theil and Sen: the median of the slopes between samples half a window or more apart, which needs no idea of the slope before.
double OffsetEstimator::frequency_from_pairs() {
  constexpr size_t kNewest = 48;
  slopes_.clear();
  for (size_t direction = 0; direction < sides(); ++direction) {
    const SampleWindow& samples = sides_[direction].samples;
    const size_t first = samples.size() > kNewest ? samples.size() - kNewest : 0;
    const double apart_s = seconds(samples.newest().at - samples[first].at) / 2;
    for (size_t i = first; i < samples.size(); ++i) {
      for (size_t j = i + 1; j < samples.size(); ++j) {
        const double dt = seconds(samples[j].at - samples[i].at);
        if (dt < apart_s || dt <= 0) continue;
        slopes_.push_back(sign_of(direction) * (samples[j].delay_ns - samples[i].delay_ns) / dt);
      }
    }
  }
  if (slopes_.empty()) return 0;
  const double median = median_of(slopes_);
  for (double& slope : slopes_) slope = std::abs(slope - median);
  // As far as noise alone may have made the slope, it is not believed.
  const double doubt =
      median_of(slopes_) / std::sqrt(static_cast<double>(std::min(kNewest, sides_[kForward].samples.size())));
  return median / (1 + doubt * doubt / (kNoBelief * kNoBelief));
}

void OffsetEstimator::weigh(Direction direction, LocalTime now, double frequency_ppb) {
  Side& side = sides_[direction];
  const double slope = sign_of(direction) * frequency_ppb;
  side.residuals.clear();
  for (const DelaySample& sample : side.samples) {
    side.residuals.push_back(sample.delay_ns - slope * seconds(sample.at - now));
  }
  std::ranges::sort(side.residuals);
  side.floor = settled(find_floor(side.residuals), side.residuals);

  double weights = 0;
  double time = 0;
  for (const DelaySample& sample : side.samples) {
    const double t = seconds(sample.at - now);
    const double weight = weight_at(side.floor, sample.delay_ns - slope * t);
    weights += weight;
    time += weight * t;
  }
  side.weights = std::max(weights, 1e-3);
  side.mean_time_s = time / side.weights;
  side.time_variance = side.residual_slope = 0;
  double squares = 0;
  double stiffness = 0;
  for (const DelaySample& sample : side.samples) {
    const double t = seconds(sample.at - now);
    const double residual = sample.delay_ns - slope * t;
    const double pull = weight_at(side.floor, residual) * (residual - side.floor.centre_ns);
    const double dt = t - side.mean_time_s;
    side.time_variance += weight_at(side.floor, residual) * dt * dt;
    side.residual_slope += pull * dt;
    squares += pull * pull;
    stiffness += stiffness_at(side.floor, residual);
  }
  // The centre is an M-estimate, whose variance is this (Huber), and infinite where delays spread evenly.
  const double firm = std::max(stiffness, kMinStiffness * side.weights);
  const double few = 1 + kFewSamples / side.weights;
  side.variance = std::max(squares * side.weights / (firm * firm), kMinSpreadNs * kMinSpreadNs) * few * few;
}

/// What the samples alone say about the frequency: the inverse of its variance.
double OffsetEstimator::information() const {
  double sum = 0;
  for (size_t direction = 0; direction < sides(); ++direction) {
    sum += sides_[direction].time_variance / sides_[direction].variance;
  }
  return sum;
}

double OffsetEstimator::fit(LocalTime now) {
  constexpr int kRounds = 4;
  constexpr double kSettledPpb = 0.1;
  const double sigma = belief_sigma(now);
  const double belief_information = 1 / (sigma * sigma);
  double frequency = belief_.sigma_ppb < kNoBelief ? belief_.frequency_ppb : frequency_from_pairs();
  if (last_) frequency = last_->frequency_ppb;
  for (int round = 0; round < kRounds; ++round) {
    double pull = (belief_.frequency_ppb - frequency) * belief_information;
    for (size_t direction = 0; direction < sides(); ++direction) {
      weigh(static_cast<Direction>(direction), now, frequency);
      pull += sign_of(direction) * sides_[direction].residual_slope / sides_[direction].variance;
    }
    const double change = pull / (information() + belief_information);
    frequency += change;
    if (std::abs(change) < kSettledPpb) break;
  }
  for (size_t direction = 0; direction < sides(); ++direction) {
    weigh(static_cast<Direction>(direction), now, frequency);
  }
  return frequency;
}

OffsetEstimate OffsetEstimator::conclude(LocalTime now, double frequency_ppb) const {
  const Side& forward = sides_[kForward];
  const Side& reverse = sides_[kReverse];
  OffsetEstimate estimate{
      .at = now, .base_ns = *base_ns_, .frequency_ppb = frequency_ppb, .span = forward.samples.span()};
  const double sigma = belief_sigma(now);
  estimate.sigma_ppb = 1 / std::sqrt(information() + 1 / (sigma * sigma));
  double mean_time_s = forward.mean_time_s;
  double variance = forward.variance / forward.weights;
  if (sides() == 1) {
    estimate.path_delay_ns = link_delay_ns();
    estimate.offset_ns = estimate.path_delay_ns - forward.floor.centre_ns;
  } else {
    estimate.path_delay_ns = (reverse.floor.centre_ns + forward.floor.centre_ns) / 2;
    estimate.offset_ns = (reverse.floor.centre_ns - forward.floor.centre_ns) / 2;
    mean_time_s = (mean_time_s + reverse.mean_time_s) / 2;
    variance = (variance + reverse.variance / reverse.weights) / 4;
  }
  estimate.sigma_ns = std::hypot(std::sqrt(variance), estimate.sigma_ppb * mean_time_s);
  return estimate;
}

void OffsetEstimator::learn(const OffsetEstimate& estimate, double data_sigma_ppb) {
  constexpr double kMaxLearnS = 10;
  constexpr double kGoodPpb = 2'000;
  const double sigma = std::max(2 * data_sigma_ppb, kMinBeliefPpb);
  if (sigma > kGoodPpb) return;
  if (belief_.sigma_ppb >= kNoBelief) {
    belief_.frequency_ppb = estimate.frequency_ppb;
  } else {
    const double slowness_s = std::clamp(seconds(estimate.span) / 2, 0.1, kMaxLearnS);
    const double share = std::clamp(seconds(estimate.at - belief_.at) / slowness_s, 0.0, 1.0);
    belief_.frequency_ppb += (estimate.frequency_ppb - belief_.frequency_ppb) * share;
  }
  belief_.sigma_ppb = sigma;
  belief_.at = estimate.at;
}

std::optional<OffsetEstimate> OffsetEstimator::update(LocalTime now) {
  for (Side& side : sides_) side.samples.drop_before(now - window_);
  if (!has_enough()) return std::nullopt;
  const double frequency = fit(now);
  last_ = conclude(now, frequency);
  learn(*last_, 1 / std::sqrt(std::max(information(), 1e-18)));
  return last_;
}

std::optional<OffsetEstimator::Deviation> OffsetEstimator::deviation_of_newest(Direction direction,
                                                                               size_t count) const {
  constexpr double kReaches = 2;
  constexpr double kClearNs = 500;
  constexpr double kSigmas = 4;
  const Side& side = sides_[direction];
  if (side.samples.size() <= count || side.weights <= 0) return std::nullopt;
  std::array<double, 32> storage{};  // larger than needed: g++ 12 thinks that sort may look 16 ahead
  const std::span<double> deviations(storage.data(), count);
  const double slope = sign_of(direction) * last_->frequency_ppb;
  for (size_t i = 0; i < count; ++i) {
    const DelaySample& sample = side.samples[side.samples.size() - count + i];
    deviations[i] = sample.delay_ns - slope * seconds(sample.at - last_->at) - side.floor.centre_ns;
  }
  std::ranges::sort(deviations);
  const double doubt_ns = last_->sigma_ns + last_->sigma_ppb * seconds(side.samples.newest().at - last_->at);
  const double clear_ns = std::max(kReaches * side.floor.reach_ns, kClearNs) + kSigmas * doubt_ns;
  if (deviations.front() <= clear_ns && deviations.back() >= -clear_ns) return std::nullopt;
  return Deviation{.median_ns = (deviations[(count - 1) / 2] + deviations[count / 2]) / 2,
                   .tight = deviations.back() - deviations.front() <= 2 * clear_ns};
}

void OffsetEstimator::keep_newest(size_t count) {
  for (Side& side : sides_) {
    side.samples.keep_newest(count);
    side.weights = 0;
  }
  last_.reset();
}

/// Otherwise the floors of the two directions would move one after the other, and the offset in between.
bool OffsetEstimator::path_has_changed() const {
  constexpr double kAlike = 0.25;
  const auto forward = deviation_of_newest(kForward, kNewestForPath);
  const auto reverse = deviation_of_newest(kReverse, kNewestForPath);
  if (!forward || !reverse || !forward->tight || !reverse->tight) return false;
  const double difference = std::abs(forward->median_ns - reverse->median_ns);
  return difference < kAlike * std::abs(forward->median_ns + reverse->median_ns);
}

LineBreak OffsetEstimator::find_break() {
  constexpr size_t kNewest = 4;
  constexpr double kAlike = 0.5;
  constexpr double kBeyondQueuesNs = 10e6;
  if (!last_) return LineBreak::kNone;
  const auto forward = deviation_of_newest(kForward, kNewest);
  if (!forward) return LineBreak::kNone;
  double shift = -forward->median_ns;
  if (sides() == 2) {
    // Delay grows in both directions when the path does, but never shrinks in one as it grows in the other.
    const auto reverse = deviation_of_newest(kReverse, kNewest);
    if (!reverse) return LineBreak::kNone;
    shift = (reverse->median_ns - forward->median_ns) / 2;
    const double path = (reverse->median_ns + forward->median_ns) / 2;
    if (std::abs(path) > kAlike * std::abs(shift)) {
      if (!path_has_changed()) return LineBreak::kNone;
      keep_newest(kNewestForPath);
      return LineBreak::kPath;
    }
  } else if (shift < 0 && -shift < kBeyondQueuesNs) {
    return LineBreak::kNone;  // later than expected may as well be a queue
  }
  const bool jump = std::abs(shift) > jump_ns_;
  keep_newest(kNewest);
  if (!jump) belief_.sigma_ppb = kNoBelief;
  return jump ? LineBreak::kJump : LineBreak::kBend;
}

}  // namespace cw::ptp
