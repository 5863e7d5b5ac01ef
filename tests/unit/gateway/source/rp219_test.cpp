#include "gateway/source/rp219.h"

#include <array>

#include <gtest/gtest.h>

namespace cw::source {
namespace {

bus::VideoFrame drawn(uint16_t width, uint16_t height, uint8_t depth) {
  bus::VideoFrame frame;
  bus::VideoFormat format;
  format.width = width;
  format.height = height;
  format.rate = FrameRate::hz(50);
  format.depth = depth;
  frame.prepare(format);
  draw_rp219(frame);
  return frame;
}

using Codes = std::array<int, 3>;

Codes codes_at(const bus::VideoFrame& frame, size_t x, size_t y) {
  Codes codes{};
  for (size_t p = 0; p < 3; ++p) {
    const uint8_t* row = frame.planes[p].data + y * frame.planes[p].stride_bytes;
    const size_t column = p == 0 ? x : x / 2;
    codes[p] = frame.bytes_per_sample() == 1 ? row[column] : reinterpret_cast<const uint16_t*>(row)[column];
  }
  return codes;
}

TEST(Rp219, HasTheCodeValuesOfTheStandardAt1080) {
  const auto sut = drawn(1920, 1080, 10);
  EXPECT_EQ(codes_at(sut, 0, 0), (Codes{414, 512, 512}));      // 40 % grey
  EXPECT_EQ(codes_at(sut, 240, 629), (Codes{721, 512, 512}));  // 75 % white
  EXPECT_EQ(codes_at(sut, 446, 0), (Codes{674, 176, 543}));    // yellow
  EXPECT_EQ(codes_at(sut, 652, 0), (Codes{581, 589, 176}));    // cyan
  EXPECT_EQ(codes_at(sut, 858, 0), (Codes{534, 253, 207}));    // green
  EXPECT_EQ(codes_at(sut, 1062, 0), (Codes{251, 771, 817}));   // magenta
  EXPECT_EQ(codes_at(sut, 1268, 0), (Codes{204, 435, 848}));   // red
  EXPECT_EQ(codes_at(sut, 1474, 0), (Codes{111, 848, 481}));   // blue
  EXPECT_EQ(codes_at(sut, 1680, 0), (Codes{414, 512, 512}));
  EXPECT_EQ(codes_at(sut, 0, 630), (Codes{754, 615, 64}));      // 100 % cyan
  EXPECT_EQ(codes_at(sut, 1919, 719), (Codes{127, 960, 471}));  // 100 % blue
  EXPECT_EQ(codes_at(sut, 0, 720), (Codes{877, 64, 553}));      // 100 % yellow
  EXPECT_EQ(codes_at(sut, 1919, 809), (Codes{250, 409, 960}));  // 100 % red
  EXPECT_EQ(codes_at(sut, 0, 1079), (Codes{195, 512, 512}));    // 15 % grey
}

TEST(Rp219, BarsChangeOnThePixelOfTheStandard) {
  const auto sut = drawn(1920, 1080, 10);
  for (const size_t edge : {240U, 446U, 652U, 858U, 1062U, 1268U, 1474U, 1680U}) {
    EXPECT_NE(codes_at(sut, edge - 1, 100), codes_at(sut, edge, 100)) << edge;
    EXPECT_EQ(codes_at(sut, edge + 1, 100), codes_at(sut, edge, 100)) << edge;
  }
}

TEST(Rp219, PlugeGoesBelowAndAboveBlack) {
  const auto sut = drawn(1920, 1080, 10);
  const double first = 240 + (1.5 + 2 + 5.0 / 6) * 1440 / 7;
  const double third = 1440.0 / 21;
  const std::array<int, 5> expected{46, 64, 82, 64, 99};
  for (size_t i = 0; i < expected.size(); ++i) {
    const auto x = static_cast<size_t>(first + (static_cast<double>(i) + 0.5) * third);
    EXPECT_EQ(codes_at(sut, x, 900)[0], expected[i]) << i;
  }
}

TEST(Rp219, RampRisesWithoutAStepBack) {
  const auto sut = drawn(1920, 1080, 10);
  int last = 64;
  for (size_t x = 446; x < 1474; ++x) {
    const int luma = codes_at(sut, x, 760)[0];
    ASSERT_GE(luma, last) << x;
    ASSERT_LE(luma - last, 1) << x;
    last = luma;
  }
  EXPECT_GE(last, 938);
}

TEST(Rp219, EightBitsAndOddRastersAreCoveredToTheLastPixel) {
  for (const auto& [width, height] :
       {std::pair{720, 576}, std::pair{64, 48}, std::pair{1366, 769}, std::pair{4096, 2160}}) {
    const auto sut = drawn(static_cast<uint16_t>(width), static_cast<uint16_t>(height), 8);
    const auto corner = codes_at(sut, static_cast<size_t>(width) - 1, static_cast<size_t>(height) - 1);
    EXPECT_EQ(corner, (Codes{49, 128, 128})) << width << "x" << height;
    EXPECT_EQ(codes_at(sut, 0, 0), (Codes{104, 128, 128}));
  }
}

}  // namespace
}  // namespace cw::source
