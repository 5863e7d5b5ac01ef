#include "gateway/rtp/frame_indexer.h"

namespace cw::rtp {
namespace {

constexpr Int128 kFrame = 65'536;
/// Up to here from the middle of its index a frame keeps the index that follows from the one before.
constexpr Int128 kHysteresis = kFrame * 3 / 4;

}  // namespace

int64_t FrameIndexer::index_of(const MediaTimeMapper::MediaTime& time, bool second_field) {
  const Int128 position = position_of(time, second_field);
  Int128 index = round_div(position, kFrame);
  if (started_ && !time.jump && time.locked == locked_) {
    const Int128 follows = last_index_ + round_div(position - last_position_, kFrame);
    const Int128 error = position - follows * kFrame;
    if (error <= kHysteresis && error >= -kHysteresis) index = follows;
  }
  started_ = true;
  locked_ = time.locked;
  last_position_ = position;
  last_index_ = static_cast<int64_t>(index);
  return last_index_;
}

Int128 FrameIndexer::position_of(const MediaTimeMapper::MediaTime& time, bool second_field) const {
  const Int128 position =
      time.locked ? floor_div(Int128{time.ticks.value} * kFrame * rate_.num() * clock_.den(),
                              Int128{rate_.den()} * clock_.num())
                  : floor_div(Int128{time.tai.ns()} * kFrame * rate_.num(), Int128{rate_.den()} * kNsPerSecond);
  return second_field ? position - kFrame / 2 : position;
}

}  // namespace cw::rtp
