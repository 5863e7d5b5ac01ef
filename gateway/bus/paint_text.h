// Burnt-in text for timecode (generator) and slates (bridge): a fixed bitmap font drawn straight into a frame.
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/bus/video_frame.h"

namespace cw::bus {

struct TextPlacement {
  uint32_t x = 0;      ///< left edge, pixels
  uint32_t y = 0;      ///< top edge, lines
  uint32_t scale = 4;  ///< pixels per font dot; a character cell is 8 × 8 dots
};

/// White text on a black box; clipped to the frame. Characters without a glyph are drawn as blanks (letters are upper-cased).
void paint_text(VideoFrame& frame, std::string_view text, TextPlacement where);
/// Fills the whole frame with black (narrow range).
void paint_black(VideoFrame& frame);

}  // namespace cw::bus
