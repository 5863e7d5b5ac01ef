#include "gateway/source/rp219.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

namespace cw::source {
namespace {

using bus::VideoFrame;

/// R', G', B' of 0..1; below and above for PLUGE.
struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};
constexpr Colour grey(double level) { return {level, level, level}; }

constexpr Colour kBlack = grey(0);
constexpr Colour kWhite = grey(1);
constexpr double kBarLevel = 0.75;
constexpr std::array<Colour, 7> kBars{{{kBarLevel, kBarLevel, kBarLevel},
                                       {kBarLevel, kBarLevel, 0},
                                       {0, kBarLevel, kBarLevel},
                                       {0, kBarLevel, 0},
                                       {kBarLevel, 0, kBarLevel},
                                       {kBarLevel, 0, 0},
                                       {0, 0, kBarLevel}}};

/// Y', C'b, C'r in codes.
using Codes = std::array<uint16_t, VideoFrame::kPlaneCount>;

struct Matrix {
  double red;
  double blue;
};
Matrix matrix_of(bus::Colorimetry colorimetry) {
  switch (colorimetry) {
    case bus::Colorimetry::kBt601: return {0.299, 0.114};
    case bus::Colorimetry::kBt2020:
    case bus::Colorimetry::kBt2100: return {0.2627, 0.0593};
    default: return {0.2126, 0.0722};
  }
}

Codes codes_of(Colour colour, const bus::VideoFormat& format) {
  const Matrix m = matrix_of(format.colorimetry);
  const double scale = std::ldexp(1.0, format.depth - 8);
  const double luma = m.red * colour.red + (1 - m.red - m.blue) * colour.green + m.blue * colour.blue;
  const double cb = (colour.blue - luma) / (2 * (1 - m.blue));
  const double cr = (colour.red - luma) / (2 * (1 - m.red));
  const auto code = [&](double value) { return static_cast<uint16_t>(std::lround(value * scale)); };
  return {code(16 + 219 * luma), code(128 + 224 * cb), code(128 + 224 * cr)};
}

/// Draws rows of bars from the top, one below the other.
class Pattern {
 public:
  explicit Pattern(VideoFrame& frame) : frame_(frame) {}

  /// Lines down to `twelfths` of the height belong to the next bars.
  void begin_row(unsigned twelfths) {
    first_line_ = last_line_;
    last_line_ = twelfths == 12 ? frame_.format.height : even(frame_.format.height * twelfths / 12.0);
    column_ = 0;
  }
  /// From where the last bar ended to `right`, in bars (sevenths of three quarters of the width) from the left grey edge.
  void bar(double right, Colour colour) { fill(edge(right), codes_of(colour, frame_.format)); }
  /// The left or right eighth.
  void left_edge(Colour colour) { bar(0, colour); }
  void right_edge(Colour colour) { fill(frame_.format.width, codes_of(colour, frame_.format)); }

  void ramp(double right) {
    const size_t first = column_;
    const size_t last = edge(right);
    const double bottom = codes_of(kBlack, frame_.format)[0];
    const double top = codes_of(kWhite, frame_.format)[0];
    for (size_t x = first; x < last; ++x) {
      const double level = static_cast<double>(x - first + 1) / static_cast<double>(last - first + 1);
      Codes codes = codes_of(kBlack, frame_.format);
      codes[0] = static_cast<uint16_t>(std::lround(bottom + (top - bottom) * level));
      fill(x + 1, codes);
    }
  }

 private:
  static size_t even(double position) { return static_cast<size_t>(std::lround(position / 2)) * 2; }

  [[nodiscard]] size_t edge(double bars) const {
    const double width = frame_.format.width;
    return std::min<size_t>(even(width / 8 + bars * width * 3 / 4 / 7), frame_.format.width);
  }

  void fill(size_t right, const Codes& codes) {
    for (size_t plane = 0; plane < VideoFrame::kPlaneCount; ++plane) {
      const size_t divisor = plane == 0 ? 1 : 2;
      fill_plane(plane, (column_ + divisor - 1) / divisor, (right + divisor - 1) / divisor, codes[plane]);
    }
    column_ = std::max(column_, right);
  }

  void fill_plane(size_t plane, size_t first, size_t last, uint16_t code) {
    for (size_t line = first_line_; line < last_line_; ++line) {
      uint8_t* row = frame_.planes[plane].data + line * frame_.planes[plane].stride_bytes;
      if (frame_.bytes_per_sample() == 1) {
        std::fill(row + first, row + std::max(first, last), static_cast<uint8_t>(code));
      } else {
        auto* words = reinterpret_cast<uint16_t*>(row);
        std::fill(words + first, words + std::max(first, last), code);
      }
    }
  }

  VideoFrame& frame_;
  size_t first_line_ = 0;
  size_t last_line_ = 0;
  size_t column_ = 0;
};

void draw_pluge_row(Pattern& pattern) {
  struct Bar {
    double right;
    double level;
  };
  constexpr double kThird = 1.0 / 3;
  constexpr double kPluge = 1.5 + 2 + 5.0 / 6;  // where it starts
  constexpr std::array<Bar, 9> kRow{{{1.5, 0},
                                     {3.5, 1},
                                     {kPluge, 0},
                                     {kPluge + kThird, -0.02},
                                     {kPluge + 2 * kThird, 0},
                                     {kPluge + 3 * kThird, 0.02},
                                     {kPluge + 4 * kThird, 0},
                                     {kPluge + 5 * kThird, 0.04},
                                     {7, 0}}};
  constexpr Colour kEdge = grey(0.15);
  pattern.begin_row(12);
  pattern.left_edge(kEdge);
  for (const Bar& bar : kRow) pattern.bar(bar.right, grey(bar.level));
  pattern.right_edge(kEdge);
}

}  // namespace

void draw_rp219(VideoFrame& frame) {
  Pattern pattern(frame);
  constexpr Colour kEdge = grey(0.4);
  pattern.begin_row(7);
  pattern.left_edge(kEdge);
  for (size_t i = 0; i < kBars.size(); ++i) pattern.bar(static_cast<double>(i + 1), kBars[i]);
  pattern.right_edge(kEdge);

  pattern.begin_row(8);
  pattern.left_edge({0, 1, 1});
  pattern.bar(7, grey(kBarLevel));
  pattern.right_edge({0, 0, 1});

  pattern.begin_row(9);
  pattern.left_edge({1, 1, 0});
  pattern.bar(1, kBlack);
  pattern.ramp(6);
  pattern.bar(7, kWhite);
  pattern.right_edge({1, 0, 0});

  draw_pluge_row(pattern);
}

}  // namespace cw::source
