// Time address of ST 12-1 and its derivation from the one clock: frames are counted from the midnight that starts the day
// (a daily jam at 00:00:00, ST 2059-1 §9), dropping numbers where the rate asks for it.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/core/rational.h"

namespace cw::anc_services {

struct Timecode {
  uint8_t hours = 0;
  uint8_t minutes = 0;
  uint8_t seconds = 0;
  uint8_t frames = 0;       ///< up to 29: above 30 frames/s each number is used for two frames
  bool second = false;      ///< second frame of such a pair, or second field (the field mark flag)
  bool drop_frame = false;  ///< numbers are dropped (29.97, 59.94)
  constexpr bool operator==(const Timecode&) const = default;
};

/// Frames per second that the count runs in, at most 30: 30 for 29.97, 59.94, 30, 60, 119.88; 25 for 25, 50, 100; 24 for 23.98, 24.
[[nodiscard]] uint8_t timecode_base(FrameRate rate);

/// Time address of frame `index` at `rate`. `offset_from_tai_s`: what is added to TAI before the day is cut: 0 counts TAI,
/// −utc_offset_s counts UTC, and a local time zone comes on top. Drop-frame is used at 29.97 and 59.94.
[[nodiscard]] Timecode timecode_of(int64_t index, FrameRate rate, int64_t offset_from_tai_s);

/// HH:MM:SS:FF, with `;` before the frames when drop-frame. Above 30 frames/s the true frame number is written (pair × 2 + second)
/// when `true_frames`.
[[nodiscard]] std::string to_string(const Timecode& timecode, FrameRate rate, bool true_frames = true);

}  // namespace cw::anc_services
