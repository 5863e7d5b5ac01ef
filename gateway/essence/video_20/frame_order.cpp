#include "gateway/essence/video_20/frame_order.h"

#include "gateway/essence/timing_21/sender_model.h"

namespace cw::essence {
namespace {

/// A unit that is older than the newest by more than this is no late one: the sender's time stamps begin anew.
constexpr int32_t kLatestTicks = 90'000;

}  // namespace

FrameOrder::FrameOrder(const bus::VideoFormat& format)
    : rate_(format.rate),
      unit_rate_(unit_rate(format)),
      frame_ticks_(static_cast<int32_t>(format.rate.rescale_floor(1, kVideoClock))),
      second_unit_later_(format.scan == bus::Scan::kInterlaced),
      indexer_(format.rate, kVideoClock) {}

bool FrameOrder::is_other_unit(const FrameIdentity& frame, UnitKey key) {
  if (frame.known[key.second_field] || !frame.known[!key.second_field]) return false;
  const RtpTimestamp known = frame.timestamps[!key.second_field];
  const int32_t first_to_second =
      key.second_field ? ticks_between(key.timestamp, known) : ticks_between(known, key.timestamp);
  if (first_to_second < 0 || first_to_second > frame_ticks_ / 4 * 3) return false;
  second_unit_later_ = first_to_second > 0;
  learnt_ = true;
  return true;
}

FrameOrder::Place FrameOrder::place(UnitKey key, const rtp::MediaTimeMapper::MediaTime& time) {
  if (key.second_field && !learnt_ && time.locked) {
    // Nothing to compare with yet, but its time tells: half a frame later lies on an odd half.
    second_unit_later_ = unit_rate_.nearest_index(time.tai) % 2 != 0;
  }
  const RtpTimestamp start = frame_start_of(key);
  const int32_t step = ticks_between(start, newest_start_);
  if (started_ && !time.jump && step <= 0 && step > -kLatestTicks) {
    return {newest_index_ + kVideoClock.rescale(step, rate_), false};
  }
  if (started_ && step <= 0) indexer_.reset();
  newest_index_ = indexer_.index_of(time, key.second_field && second_unit_later_);
  newest_start_ = start;
  started_ = true;
  return {newest_index_, true};
}

void FrameOrder::reset() {
  started_ = false;
  indexer_.reset();
}

RtpTimestamp FrameOrder::frame_start_of(UnitKey key) const {
  const bool half_a_frame_late = key.second_field && second_unit_later_;
  return RtpTimestamp{key.timestamp.value - (half_a_frame_late ? static_cast<uint32_t>(frame_ticks_ / 2) : 0U)};
}

}  // namespace cw::essence
