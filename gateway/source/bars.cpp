#include "gateway/source/bars.h"

#include <algorithm>
#include <cstring>

#include "gateway/anc_services/timecode.h"
#include "gateway/bus/paint_text.h"
#include "gateway/core/utc_time.h"
#include "gateway/source/rp219.h"

namespace cw::source {
namespace {

constexpr uint16_t kMinWidth = 64;
constexpr uint16_t kMinHeight = 48;
constexpr size_t kTextCharacters = 26;  // "TAI 2026-01-05 12:34:56:07"
constexpr uint32_t kGlyphDots = 8;
constexpr int64_t kSweepSeconds = 4;  // of the box from edge to edge
constexpr size_t kUsualPool = 64;

uint32_t even(uint32_t value) { return value / 2 * 2; }

void append_digits(std::string& text, int64_t value, int digits) {
  std::string number = std::to_string(value);
  text.append(number.size() < static_cast<size_t>(digits) ? static_cast<size_t>(digits) - number.size() : 0, '0');
  text += number;
}

std::string tai_text(TaiTime tai, int64_t index, FrameRate rate) {
  const CivilTime date = to_utc(tai, 0);  // the calendar of TAI itself
  std::string text = "TAI ";
  append_digits(text, date.year, 4);
  text += '-';
  append_digits(text, date.month, 2);
  text += '-';
  append_digits(text, date.day, 2);
  text += ' ';
  return text + anc_services::to_string(anc_services::timecode_of(index, rate, 0), rate);
}

}  // namespace

Expected<Bars> Bars::create(const BarsConfig& config) {
  const bus::VideoFormat& format = config.format;
  if (format.sampling != bus::Sampling::kYCbCr422 || (format.depth != 8 && format.depth != 10)) {
    return input_error("the generator makes 4:2:2 pictures with 8 or 10 bits; choose one of these");
  }
  if (format.width < kMinWidth || format.height < kMinHeight || format.width > bus::kMaxVideoWidth ||
      format.height > bus::kMaxVideoHeight || format.width % 2 != 0) {
    return input_error("the generator makes pictures of 64x48 to 4096x2160 with an even width, not " +
                       std::to_string(format.width) + "x" + std::to_string(format.height));
  }
  Bars bars;
  bars.config_ = config;
  bars.box_width_ = std::max(even(format.width / 24U), 8U);
  bars.box_height_ = std::max(even(format.height / 18U), 4U);
  bars.text_scale_ = std::max(format.width * 6U / 10 / (kGlyphDots * static_cast<uint32_t>(kTextCharacters)), 1U);
  bars.still_.prepare(format);
  draw_rp219(bars.still_);
  if (config.burn_in) {
    bars.paint_backing(config.ident.size(), 0);
    bars.paint_backing(kTextCharacters, 1);
    bars.paint_line(bars.still_, config.ident, 0);
  }
  bars.drawn_.reserve(kUsualPool);
  return bars;
}

void Bars::render(bus::VideoFrame& frame, int64_t index) {
  Drawn& drawn = drawn_in(frame);
  const bool fields = config_.format.scan == bus::Scan::kInterlaced;
  restore_box(frame, drawn.first);
  if (fields) restore_box(frame, drawn.second);
  if (fields) {
    // The second field in time is half a frame further; which lines it has follows from the field order.
    const size_t first_lines = config_.format.top_field_first ? 0 : 1;
    drawn.first = box_at(2 * index);
    drawn.second = box_at(2 * index + 1);
    paint_box(frame, drawn.first, first_lines, 2);
    paint_box(frame, drawn.second, 1 - first_lines, 2);
  } else {
    drawn.first = box_at(index);
    paint_box(frame, drawn.first, 0, 1);
  }
  frame.index = index;
  frame.tai = config_.format.rate.time_of(index);
  frame.complete = true;
  frame.locked = true;
  frame.missing_octets = 0;
  frame.leg_packets = {};
  frame.first_arrival = frame.last_arrival = frame.tai;
  if (config_.burn_in) paint_line(frame, tai_text(frame.tai, index, config_.format.rate), 1);
}

/// What this object drew into the frame's memory before; the still picture is put there first when that is nothing.
Bars::Drawn& Bars::drawn_in(bus::VideoFrame& frame) {
  const bool fresh_layout = frame.format != config_.format;
  if (fresh_layout) frame.prepare(config_.format);
  const auto known = std::ranges::find(drawn_, frame.planes[0].data, &Drawn::memory);
  if (known != drawn_.end() && !fresh_layout) return *known;
  frame.copy_picture_from(still_);
  Drawn& drawn = known != drawn_.end() ? *known : drawn_.emplace_back();
  drawn = Drawn{.memory = frame.planes[0].data, .first = {}, .second = {}};
  return drawn;
}

/// Goes from left to right and starts anew; always on an even pixel, and moves with every step.
Bars::Box Bars::box_at(int64_t step) const {
  const bus::VideoFormat& format = config_.format;
  const int64_t steps_per_second =
      format.rate.num() / format.rate.den() * (format.scan == bus::Scan::kInterlaced ? 2 : 1);
  const int64_t places = (format.width - box_width_) / 2 + 1;
  const int64_t speed = std::max<int64_t>(places / std::max<int64_t>(steps_per_second * kSweepSeconds, 1), 1);
  const Int128 travelled = Int128{step} * speed;
  const auto place = static_cast<uint32_t>(travelled - floor_div(travelled, places) * places);
  return {.x = place * 2, .y = even(format.height / 8U)};
}

/// White on the box's lines, counted from `first_line` in steps of `line_step`.
void Bars::paint_box(bus::VideoFrame& frame, Box box, size_t first_line, size_t line_step) const {
  constexpr unsigned kWhite = 235;
  constexpr unsigned kNeutral = 128;
  for (size_t plane = 0; plane < bus::VideoFrame::kPlaneCount; ++plane) {
    const size_t divisor = plane == 0 ? 1 : 2;
    const auto code = static_cast<uint16_t>((plane == 0 ? kWhite : kNeutral) << (config_.format.depth - 8));
    for (size_t line = box.y + first_line; line < box.y + box_height_; line += line_step) {
      uint8_t* row = frame.planes[plane].data + line * frame.planes[plane].stride_bytes;
      if (frame.bytes_per_sample() == 1) {
        std::fill_n(row + box.x / divisor, box_width_ / divisor, static_cast<uint8_t>(code));
      } else {
        std::fill_n(reinterpret_cast<uint16_t*>(row) + box.x / divisor, box_width_ / divisor, code);
      }
    }
  }
}

/// Puts the still picture back on all lines of the box.
void Bars::restore_box(bus::VideoFrame& frame, Box box) const {
  for (size_t plane = 0; plane < bus::VideoFrame::kPlaneCount; ++plane) {
    const size_t divisor = plane == 0 ? 1 : 2;
    const size_t offset = box.x / divisor * frame.bytes_per_sample();
    const size_t size = box_width_ / divisor * frame.bytes_per_sample();
    for (size_t line = box.y; line < box.y + box_height_; ++line) {
      const size_t at = line * frame.planes[plane].stride_bytes + offset;
      std::memcpy(frame.planes[plane].data + at, still_.planes[plane].data + at, size);
    }
  }
}

/// Line 0 is the ident, line 1 the time; centred, in the upper half of the bars.
bus::TextPlacement Bars::line_place(size_t characters, uint32_t line) const {
  const bus::VideoFormat& format = config_.format;
  const auto width = static_cast<uint32_t>(characters) * kGlyphDots * text_scale_;
  const uint32_t x = width < format.width ? even((format.width - width) / 2) : 0;
  const uint32_t y = even(format.height * 3U / 10) + line * (kGlyphDots + 2) * text_scale_;
  return {.x = x, .y = y, .scale = text_scale_};
}

/// Black one dot above the characters, whose cells have a margin on the other sides only.
void Bars::paint_backing(size_t characters, uint32_t line) {
  bus::TextPlacement place = line_place(characters, line);
  place.y -= text_scale_;
  bus::paint_text(still_, std::string(characters, ' '), place);
}

void Bars::paint_line(bus::VideoFrame& frame, std::string_view text, uint32_t line) const {
  bus::paint_text(frame, text, line_place(text.size(), line));
}

}  // namespace cw::source
