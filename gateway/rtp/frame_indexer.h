// Media time of a frame or field → index of its frame on the TAI grid (DESIGN decision 2): rounded to nearest, with hysteresis, so that
// neither a sender that floors 1501.5 ticks nor one whose phase lies between two frames flips from index to index.
#pragma once

#include <cstdint>

#include "gateway/core/rational.h"
#include "gateway/rtp/media_time_mapper.h"

namespace cw::rtp {

class FrameIndexer {
 public:
  /// `clock`: the stream's RTP clock (90 kHz).
  FrameIndexer(FrameRate rate, Rate clock) : rate_(rate), clock_(clock) {}

  /// Index of the frame that the unit at `time` belongs to. `second_field`: the unit lies half a frame after its frame's start.
  /// Ask once per unit (frame or field), units in order. One thread.
  [[nodiscard]] int64_t index_of(const MediaTimeMapper::MediaTime& time, bool second_field = false);
  /// Forgets the phase (restart, format change). A MediaTime with `jump` does so too.
  void reset() { started_ = false; }

 private:
  /// Position on the frame grid in 1/65536 frames.
  [[nodiscard]] Int128 position_of(const MediaTimeMapper::MediaTime& time, bool second_field) const;

  FrameRate rate_;
  Rate clock_;
  bool started_ = false;
  bool locked_ = false;
  int64_t last_index_ = 0;
  Int128 last_position_ = 0;
};

}  // namespace cw::rtp
