// When on the TAI line a frame, field or block of the bus lies, and on which side of a cut it falls when a receiver moves from one sender
// to the next (splice_gate.h).
#pragma once

#include <chrono>

#include "gateway/bus/anc_frame.h"
#include "gateway/bus/audio_block.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/tai_time.h"

namespace cw::app {

struct UnitSpan {
  TaiTime start;
  Duration length{0};
  [[nodiscard]] TaiTime end() const { return start + length; }
  [[nodiscard]] TaiTime middle() const { return start + length / 2; }
};

[[nodiscard]] inline UnitSpan span_of(const bus::VideoFrame& frame) {
  return {.start = frame.tai, .length = frame.format.rate.period()};
}
[[nodiscard]] inline UnitSpan span_of(const bus::AncFrame& frame) {
  const bool field = frame.field == bus::AncField::kFirst || frame.field == bus::AncField::kSecond;
  return {.start = frame.tai, .length = frame.rate.period() / (field ? 2 : 1)};
}
[[nodiscard]] inline UnitSpan span_of(const bus::AudioBlock& block) {
  return {.start = block.tai, .length = Duration{int64_t{block.samples} * kNsPerSecond / block.format.rate.num()}};
}

[[nodiscard]] inline bool is_whole(const bus::VideoFrame& frame) { return frame.complete; }
[[nodiscard]] inline bool is_whole(const bus::AncFrame& frame) { return frame.complete; }
[[nodiscard]] inline bool is_whole(const bus::AudioBlock& block) { return block.missing_samples == 0; }

/// Pictures and their data: each index once, so a unit falls on the side where most of it lies.
template <typename Unit>
struct Cut {
  [[nodiscard]] static TaiTime on_grid(TaiTime cut) { return cut; }
  [[nodiscard]] static bool is_before(const UnitSpan& span, TaiTime cut) { return span.middle() < cut; }
  [[nodiscard]] static bool is_after(const UnitSpan& span, TaiTime cut) { return !is_before(span, cut); }
};

/// Samples: blocks of 48 and 96 kHz lie on a grid of 1 ms, where the cut is one sample wide. Others overlap rather than leave a gap; the
/// later sender's samples then replace the earlier one's.
template <>
struct Cut<bus::AudioBlock> {
  [[nodiscard]] static TaiTime on_grid(TaiTime cut) {
    constexpr int64_t kGrid = 1'000'000;
    return TaiTime::from_ns(static_cast<int64_t>(ceil_div(cut.ns(), kGrid)) * kGrid);
  }
  [[nodiscard]] static bool is_before(const UnitSpan& span, TaiTime cut) { return span.start < cut; }
  [[nodiscard]] static bool is_after(const UnitSpan& span, TaiTime cut) { return span.end() > cut; }
};

}  // namespace cw::app
