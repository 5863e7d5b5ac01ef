#include "gateway/bridge/conform/slate.h"

#include <algorithm>

#include "gateway/bridge/picture/chroma_420.h"
#include "gateway/bus/paint_text.h"

namespace cw::bridge {
namespace {

constexpr uint32_t kCellDots = 8;
constexpr std::string_view kReason = "NO SIGNAL";

/// Centred on `centre_y`; a quarter of the width stays free when the text is short.
void paint_line(bus::VideoFrame& frame, std::string_view text, uint32_t centre_y, uint32_t largest_scale) {
  const uint32_t width = frame.format.width;
  const std::string_view shown = text.substr(0, std::max<size_t>(1, width / kCellDots));
  const auto cells = static_cast<uint32_t>(std::max<size_t>(1, shown.size()));
  const uint32_t scale = std::clamp<uint32_t>(width * 3 / 4 / (cells * kCellDots), 1, largest_scale);
  const uint32_t text_width = cells * kCellDots * scale;
  const uint32_t text_height = kCellDots * scale;
  const uint32_t x = text_width < width ? (width - text_width) / 2 : 0;
  bus::paint_text(frame, shown,
                  {.x = x, .y = centre_y > text_height / 2 ? centre_y - text_height / 2 : 0, .scale = scale});
}

}  // namespace

void paint_slate(std::string_view name, Picture& out) {
  bus::VideoFrame frame;
  frame.prepare({.width = out.width, .height = out.height, .rate = FrameRate::hz(1), .depth = 8});
  bus::paint_black(frame);
  const uint32_t scale = std::max<uint32_t>(1, out.height / 90U);
  paint_line(frame, name, out.height * 2U / 5U, scale);
  paint_line(frame, kReason, out.height * 3U / 5U, std::max<uint32_t>(1, scale / 2));
  SourcePicture view{.format = frame.format, .tai = {}, .planes = frame.planes, .lease = {}, .owner = {}};
  convert_to_420(view, out);
}

}  // namespace cw::bridge
