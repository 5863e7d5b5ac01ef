// The epoch-locked grid of segment boundaries: segment n of a channel begins at video frame n × segment_frames since the TAI epoch.
// Every other stream cuts at its first unit that starts at or after that moment (DESIGN decision 2). Pure arithmetic, exact.
#pragma once

#include <cstdint>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::hls {

class SegmentGrid {
 public:
  /// `segment_frames` ≥ 1 frames of `rate`.
  constexpr SegmentGrid(Rate rate, int64_t segment_frames) : rate_(rate), segment_frames_(segment_frames) {}

  /// Whole GOPs nearest to `wanted`, at least one. `gop_frames` 0: one GOP as long as `wanted`.
  [[nodiscard]] static constexpr int64_t frames_for(Duration wanted, Rate rate, int64_t gop_frames) {
    const int64_t step = gop_frames > 0 ? gop_frames : 1;
    const Int128 scaled = Int128{wanted.count()} * rate.num();
    const auto steps = static_cast<int64_t>(round_div(scaled, Int128{rate.den()} * kNsPerSecond * step));
    return (steps > 0 ? steps : 1) * step;
  }

  [[nodiscard]] constexpr int64_t segment_frames() const { return segment_frames_; }

  /// Segment that holds the unit which starts at `event` of `time_base`.
  [[nodiscard]] constexpr int64_t number_of(int64_t event, Rate time_base) const {
    return static_cast<int64_t>(floor_div(Int128{event} * time_base.den() * rate_.num(),
                                          Int128{time_base.num()} * rate_.den() * segment_frames_));
  }
  /// First multiple of `unit_events` (1 for video, 1024 for AAC) of `time_base` that belongs to segment `number`.
  [[nodiscard]] constexpr int64_t first_event(int64_t number, Rate time_base, int64_t unit_events) const {
    const Int128 boundary_num = Int128{number} * segment_frames_ * rate_.den() * time_base.num();
    const Int128 boundary_den = Int128{rate_.num()} * time_base.den() * unit_events;
    return static_cast<int64_t>(ceil_div(boundary_num, boundary_den)) * unit_events;
  }

 private:
  Rate rate_;
  int64_t segment_frames_;
};

}  // namespace cw::hls
