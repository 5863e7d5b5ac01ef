#include "gateway/bridge/coding/frame_queue.h"

#include <algorithm>

namespace cw::bridge {

size_t FrameQueue::push(EncoderInput input) {
  size_t dropped = 0;
  {
    const std::scoped_lock lock(mutex_);
    owed_ = input.captions.precede_with(owed_);
    frames_.push_back(std::move(input));
    dropped = make_room();
  }
  changed_.notify_one();
  return dropped;
}

size_t FrameQueue::make_room() {
  size_t dropped = 0;
  while (frames_.size() > capacity_) {
    const auto oldest = std::ranges::find(frames_, false, &EncoderInput::opens_gop);
    if (oldest == frames_.end()) break;
    const CaptionTriplets captions = oldest->captions;
    hand_on(captions, frames_.erase(oldest));
    ++dropped;
  }
  return dropped;
}

void FrameQueue::hand_on(CaptionTriplets captions, std::deque<EncoderInput>::iterator to) {
  for (; captions.count != 0 && to != frames_.end(); ++to) captions = to->captions.precede_with(captions);
  // Beyond two pictures full of them the latest are lost: an encoder that lags so far has no viewer who could read them.
  if (captions.count != 0) (void)owed_.precede_with(captions);
}

std::optional<EncoderInput> FrameQueue::pop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return !frames_.empty(); }) || stop.stop_requested()) return std::nullopt;
  return take_first();
}

std::optional<EncoderInput> FrameQueue::try_pop() {
  const std::scoped_lock lock(mutex_);
  return take_first();
}

std::optional<EncoderInput> FrameQueue::take_first() {
  if (frames_.empty()) return std::nullopt;
  std::optional<EncoderInput> first(std::move(frames_.front()));
  frames_.pop_front();
  return first;
}

size_t FrameQueue::size() const {
  const std::scoped_lock lock(mutex_);
  return frames_.size();
}

}  // namespace cw::bridge
