// Output frames on their way from the conform stage to one encoder thread. Never makes the conform stage wait: when the encoder lags,
// the oldest frame that does not open a GOP goes (DESIGN decisions 2 and 4); its captions go with the next frame.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

#include "gateway/bridge/captions/caption_triplets.h"
#include "gateway/bridge/picture/picture.h"

namespace cw::bridge {

/// One output frame of one rendition.
struct EncoderInput {
  PictureLease picture;
  int64_t index = 0;       ///< frame index at the channel's rate since the TAI epoch
  bool opens_gop = false;  ///< to be an IDR
  CaptionTriplets captions;
};

/// A lock rather than an SPSC ring: dropping the oldest is the producer's act, and neither side is on the packet path.
class FrameQueue {
 public:
  explicit FrameQueue(size_t capacity) : capacity_(capacity) {}

  /// Conform thread. Returns how many frames had to go; GOP openers may exceed the capacity.
  size_t push(EncoderInput input);
  /// Encoder thread: waits for a frame; nullopt when `stop` was requested.
  [[nodiscard]] std::optional<EncoderInput> pop(const std::stop_token& stop);
  /// Does not wait.
  [[nodiscard]] std::optional<EncoderInput> try_pop();
  /// Any thread.
  [[nodiscard]] size_t size() const;

 private:
  std::optional<EncoderInput> take_first();
  size_t make_room();
  void hand_on(CaptionTriplets captions, std::deque<EncoderInput>::iterator to);

  const size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<EncoderInput> frames_;
  CaptionTriplets owed_;  ///< of frames that were dropped, for the next one
};

}  // namespace cw::bridge
