// Colour bars of SMPTE RP 219-1 at any raster, with a moving box and burnt-in text: the picture of the generator.
// The still part is drawn once per frame of the pool; per frame only the box and the text are put anew.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/bus/paint_text.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"

namespace cw::source {

struct BarsConfig {
  bus::VideoFormat format;
  std::string ident;  ///< first line of the text, e.g. "CAM 1"; empty: none
  bool burn_in = true;
};

/// One thread.
class Bars {
 public:
  /// Fails for samplings and depths the bus does not carry (4:2:2 with 8 or 10 bits) and for rasters below 64 × 48.
  [[nodiscard]] static Expected<Bars> create(const BarsConfig& config);

  /// Draws frame `index` (at the format's rate) and sets its index, times and format. Frames come from one pool that nobody else
  /// writes to: what this object drew into a frame before is taken to be there still.
  void render(bus::VideoFrame& frame, int64_t index);

 private:
  struct Box {
    uint32_t x = 0;
    uint32_t y = 0;
  };
  /// What a frame of the pool holds.
  struct Drawn {
    const uint8_t* memory = nullptr;
    Box first;   ///< of the frame, or of the first field
    Box second;  ///< second field
  };
  Bars() = default;

  [[nodiscard]] Drawn& drawn_in(bus::VideoFrame& frame);
  [[nodiscard]] Box box_at(int64_t step) const;
  void paint_box(bus::VideoFrame& frame, Box box, size_t first_line, size_t line_step) const;
  void restore_box(bus::VideoFrame& frame, Box box) const;
  [[nodiscard]] bus::TextPlacement line_place(size_t characters, uint32_t line) const;
  void paint_backing(size_t characters, uint32_t line);
  void paint_line(bus::VideoFrame& frame, std::string_view text, uint32_t line) const;

  BarsConfig config_;
  bus::VideoFrame still_;
  std::vector<Drawn> drawn_;
  uint32_t box_width_ = 0;
  uint32_t box_height_ = 0;
  uint32_t text_scale_ = 1;
};

}  // namespace cw::source
