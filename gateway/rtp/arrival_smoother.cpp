#include "gateway/rtp/arrival_smoother.h"

#include <algorithm>
#include <limits>

#include "gateway/core/tai_time.h"

namespace cw::rtp {
namespace {

constexpr int64_t kWindowsPerSecond = 16;
/// Errors up to here are slewed away, larger ones are steps: one frame at 25 Hz.
constexpr int64_t kStepNs = 40'000'000;
/// A later step counts when it shows in this many observations in a row (one late packet is no step) …
constexpr uint32_t kStepObservations = 3;
/// … unless it is so large that no network could have caused it.
constexpr int64_t kCertainStepNs = 500'000'000;
/// In the first quarter of a second the estimate is rough: reception may have begun in the middle of a frame, with a packet that is no
/// measure of the frame's start. Earlier arrivals then count at once.
constexpr int64_t kSettlingFraction = 4;
constexpr int64_t kSettlingStepNs = 4'000'000;
constexpr int64_t kSlewSeconds = 4;
/// 0.5 %, in ns per second of media time.
constexpr int64_t kMaxSlewNsPerSecond = 5'000'000;
constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

}  // namespace

ArrivalSmoother::ArrivalSmoother(int64_t ticks_per_second)
    : ticks_per_second_(ticks_per_second), window_ticks_(ticks_per_second / kWindowsPerSecond) {}

void ArrivalSmoother::jump_to(int64_t ticks, int64_t offset_ns) {
  settled_ticks_ = ticks + ticks_per_second_ / kSettlingFraction;
  set_estimate(ticks, offset_ns);
}

void ArrivalSmoother::set_estimate(int64_t ticks, int64_t offset_ns) {
  start_ticks_ = ticks;
  offset_ns_ = offset_ns;
  slew_q32_ = 0;
  window_min_ns_ = offset_ns;
  minima_count_ = 0;
  minima_next_ = 0;
  step_count_ = 0;
}

bool ArrivalSmoother::observe(int64_t ticks, int64_t offset_ns) {
  const int64_t error_ns = offset_ns - offset_at(ticks);
  if (error_ns > kStepNs || error_ns < -kStepNs) return follow_step(ticks, offset_ns, error_ns);
  step_count_ = 0;
  if (error_ns < -kSettlingStepNs && ticks < settled_ticks_) {
    set_estimate(ticks, offset_ns);
    return true;
  }
  if (ticks - start_ticks_ >= window_ticks_) close_window(ticks);
  window_min_ns_ = std::min(window_min_ns_, offset_ns);
  return false;
}

int64_t ArrivalSmoother::offset_at(int64_t ticks) const {
  const int64_t elapsed = std::clamp(ticks - start_ticks_, -window_ticks_, 2 * window_ticks_);
  return offset_ns_ + ((slew_q32_ * elapsed) >> 32);
}

bool ArrivalSmoother::follow_step(int64_t ticks, int64_t offset_ns, int64_t error_ns) {
  step_min_ns_ = step_count_ == 0 ? offset_ns : std::min(step_min_ns_, offset_ns);
  ++step_count_;
  // Earlier than possible is the truth at once: a packet cannot arrive before it was sent.
  const bool certain = error_ns < 0 || error_ns > kCertainStepNs;
  if (!certain && step_count_ < kStepObservations) return false;
  jump_to(ticks, certain ? offset_ns : step_min_ns_);
  return true;
}

void ArrivalSmoother::close_window(int64_t ticks) {
  if (window_min_ns_ != kNone) {
    minima_ns_[minima_next_] = window_min_ns_;
    minima_next_ = (minima_next_ + 1) % kWindowCount;
    minima_count_ = std::min(minima_count_ + 1, kWindowCount);
  }
  offset_ns_ = offset_at(ticks);
  start_ticks_ = ticks;
  window_min_ns_ = kNone;
  if (minima_count_ == 0) return;
  const int64_t target_ns =
      *std::min_element(minima_ns_.begin(), minima_ns_.begin() + static_cast<ptrdiff_t>(minima_count_));
  const int64_t slew_ns_per_second =
      std::clamp((target_ns - offset_ns_) / kSlewSeconds, -kMaxSlewNsPerSecond, kMaxSlewNsPerSecond);
  slew_q32_ = static_cast<int64_t>(floor_div(Int128{slew_ns_per_second} << 32, ticks_per_second_));
}

}  // namespace cw::rtp
