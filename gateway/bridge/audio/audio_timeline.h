// Samples in their place on the 48 kHz TAI grid: written in any order as blocks come, read once in order by the AAC encoder. What was
// never written reads as silence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/bridge/audio/planar_samples.h"

namespace cw::bridge {

/// One thread. About 1.4 s of room.
class AudioTimeline {
 public:
  static constexpr int64_t kCapacity = 65536;

  AudioTimeline();

  /// Sample 0 of `samples` has index `first`. Parts before the read position or beyond the room are left out; returns how many.
  uint32_t write(int64_t first, const PlanarSamples& samples);
  /// Everything before `position` is given up; it is the next to be read.
  void skip_to(int64_t position);
  /// The next `count` samples; returns how many of them are silence for want of input.
  uint32_t read(uint32_t count, PlanarSamples& out);
  [[nodiscard]] int64_t position() const { return position_; }

 private:
  static size_t slot(int64_t index) { return static_cast<size_t>(index) % kCapacity; }

  std::array<std::vector<float>, kMaxTrackChannels> channels_;
  std::vector<uint8_t> written_;
  int64_t position_ = 0;
};

}  // namespace cw::bridge
