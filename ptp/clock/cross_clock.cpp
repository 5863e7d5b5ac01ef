#include "ptp/clock/cross_clock.h"

#include <algorithm>
#include <cmath>

namespace cw::ptp {
namespace {

constexpr Duration kSpacing = std::chrono::milliseconds{250};
/// Beyond what any clock drifts or is slewed (the kernel slews by at most 500 ppm).
constexpr double kMaxDrift = 1e-3;
constexpr double kStepNs = 10'000;
/// What counts as narrow beside a given width.
constexpr double kTimes = 2;
constexpr double kGraceNs = 60;

}  // namespace

/// Narrow is up to twice what is usual; what is usual creeps up while nothing is narrow, so that a slower bus is learned.
bool CrossClock::is_narrow(Duration width) {
  constexpr double kCreep = 1.25;
  constexpr double kForget = 1.0 / 64;
  const auto width_ns = static_cast<double>(width.count());
  if (width_ns < 0) return false;
  if (count_ == 0 && rejected_ == 0 && usual_width_ns_ == 0) {
    usual_width_ns_ = width_ns;
    return true;
  }
  if (width_ns > kTimes * usual_width_ns_ + kGraceNs) {
    usual_width_ns_ = std::max(usual_width_ns_, 1.0) * kCreep;
    return false;
  }
  usual_width_ns_ = std::min(width_ns, usual_width_ns_ + (width_ns - usual_width_ns_) * kForget);
  return true;
}

bool CrossClock::has_stepped(const Pair& pair) const {
  const auto elapsed_ns = static_cast<double>((pair.local - last_.local).count());
  const auto gained_ns = static_cast<double>(pair.other_ns - last_.other_ns) - elapsed_ns;
  return std::abs(gained_ns - rate_ * elapsed_ns) > kStepNs + last_.width_ns + kMaxDrift * std::abs(elapsed_ns);
}

void CrossClock::observe(int64_t other_ns, LocalTime before, LocalTime after) {
  if (!is_narrow(after - before)) {
    ++rejected_;
    return;
  }
  const Pair pair{.other_ns = other_ns,
                  .local = before + (after - before) / 2,
                  .width_ns = static_cast<double>((after - before).count())};
  if (count_ != 0 && has_stepped(pair)) {
    ++steps_;
    count_ = 0;  // the rate is kept: a step is no reason to doubt the crystal
  }
  last_ = pair;
  remember(pair);
}

void CrossClock::remember(const Pair& pair) {
  if (count_ == 0 || pair.local - spaced_[count_ - 1].local >= kSpacing) {
    if (count_ == kPairs) std::shift_left(spaced_.begin(), spaced_.end(), 1);
    count_ = std::min(count_ + 1, kPairs);
    spaced_[count_ - 1] = pair;
  }
  // A first reading that was interrupted looked usual, for want of any other.
  while (count_ > 1 && spaced_[0].width_ns > kTimes * pair.width_ns + kGraceNs) {
    std::shift_left(spaced_.begin(), spaced_.end(), 1);
    --count_;
  }
  const Duration span = pair.local - spaced_[0].local;
  if (span < kSpacing) return;
  const auto span_ns = static_cast<double>(span.count());
  rate_ = (static_cast<double>(pair.other_ns - spaced_[0].other_ns) - span_ns) / span_ns;
}

std::optional<LocalTime> CrossClock::to_local(int64_t other_ns) const {
  if (count_ == 0) return std::nullopt;
  const int64_t since_ns = other_ns - last_.other_ns;
  const double gained_ns = static_cast<double>(since_ns) * rate_ / (1 + rate_);
  return last_.local + Duration{since_ns - std::llround(gained_ns)};
}

std::optional<int64_t> CrossClock::to_other(LocalTime local) const {
  if (count_ == 0) return std::nullopt;
  const int64_t since_ns = (local - last_.local).count();
  return last_.other_ns + since_ns + std::llround(static_cast<double>(since_ns) * rate_);
}

}  // namespace cw::ptp
