// Samples in their place on the 48 kHz TAI grid: written in any order and by several inputs as blocks come, read once in order by the AAC
// encoder. What was never written reads as silence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/bridge/audio/audio_route.h"
#include "gateway/bridge/audio/planar_samples.h"

namespace cw::bridge {

/// One thread. About 1.4 s of room.
class AudioTimeline {
 public:
  static constexpr int64_t kCapacity = 65536;

  AudioTimeline();

  /// The channels of `mask`; sample 0 of `samples` has index `first`. Parts before the read position or beyond the room are left out;
  /// returns how many.
  uint32_t write(int64_t first, const PlanarSamples& samples, ChannelMask mask);
  /// Everything before `position` is given up; it is the next to be read.
  void skip_to(int64_t position);
  /// The next `count` samples; returns how many of them lack a channel of `wanted` and are silence there.
  uint32_t read(uint32_t count, ChannelMask wanted, PlanarSamples& out);
  [[nodiscard]] int64_t position() const { return position_; }

 private:
  static size_t slot(int64_t index) { return static_cast<size_t>(index) % kCapacity; }

  std::array<std::vector<float>, kMaxTrackChannels> channels_;
  std::vector<ChannelMask> written_;
  int64_t position_ = 0;
};

}  // namespace cw::bridge
