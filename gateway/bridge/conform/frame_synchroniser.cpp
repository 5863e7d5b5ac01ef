#include "gateway/bridge/conform/frame_synchroniser.h"

#include <algorithm>
#include <utility>

namespace cw::bridge {
namespace {

/// Time stamps of locked senders are rounded to RTP ticks, by some to whole milliseconds.
constexpr Duration kTimestampTolerance = std::chrono::milliseconds{1};

}  // namespace

bool FrameSynchroniser::is_late(const SourcePicture& picture) const {
  if (next_index_ == INT64_MIN) return false;
  if (picture.locked && has_output_rate(picture)) return picture.index < next_index_;
  return shown_any_ && picture.tai <= shown_tai_;
}

void FrameSynchroniser::push(SourcePicture picture) {
  if (is_late(picture)) {
    ++counts_.late;
    return;
  }
  // A sender whose clock jumped back: what waits belongs to the time before.
  while (!window_.empty() && window_.back().tai >= picture.tai) {
    window_.pop_back();
    ++counts_.dropped;
  }
  window_.push_back(std::move(picture));
  if (window_.size() > capacity_) pass_over(counts_.dropped);
}

Shown FrameSynchroniser::select(int64_t index) {
  next_index_ = index + 1;
  const TaiTime time = output_.time_of(index);
  if (window_.empty()) return show_none(time);
  if (!has_output_rate(window_.front())) return select_by_time(time);
  return window_.front().locked ? select_by_index(index) : select_in_sequence(time);
}

Shown FrameSynchroniser::select_by_index(int64_t index) {
  while (!window_.empty() && window_.front().index < index) pass_over(counts_.dropped);
  if (window_.empty() || window_.front().index != index) return Shown::kMissing;
  return show_first();
}

Shown FrameSynchroniser::select_in_sequence(TaiTime time) {
  const Duration slack = output_.period() * 3 / 4;
  // Never the last one: a sender that lags for good would otherwise show nothing.
  while (window_.size() > 1 && window_.front().tai < time - slack) pass_over(counts_.dropped);
  if (window_.front().tai > time + slack) return Shown::kMissing;
  return show_first();
}

Shown FrameSynchroniser::select_by_time(TaiTime time) {
  const TaiTime limit = time + kTimestampTolerance;
  while (window_.size() > 1 && window_[1].tai <= limit) pass_over(counts_.rate_dropped);
  if (window_.front().tai > limit) return show_none(time);
  return show_first();
}

Shown FrameSynchroniser::show_first() {
  chosen_ = std::move(window_.front());
  window_.pop_front();
  shown_any_ = true;
  shown_tai_ = chosen_.tai;
  shown_period_ = chosen_.format.rate.period();
  return Shown::kFresh;
}

Shown FrameSynchroniser::show_none(TaiTime time) const {
  const bool still_lasts =
      shown_any_ && shown_period_ > output_.period() && time < shown_tai_ + shown_period_ - kTimestampTolerance;
  return still_lasts ? Shown::kRateRepeated : Shown::kMissing;
}

void FrameSynchroniser::pass_over(uint64_t& counter) {
  window_.pop_front();
  ++counter;
}

std::deque<SourcePicture> FrameSynchroniser::take_waiting() { return std::exchange(window_, {}); }

}  // namespace cw::bridge
