#include "gateway/bus/paint_text.h"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::bus {
namespace {

VideoFrame frame_of(uint8_t depth, uint16_t width = 64, uint16_t height = 32) {
  VideoFrame frame;
  VideoFormat format;
  format.width = width;
  format.height = height;
  format.rate = FrameRate::hz(25);
  format.depth = depth;
  frame.prepare(format);
  for (auto& plane : frame.planes) std::memset(plane.data, 1, plane.stride_bytes * height);
  return frame;
}

unsigned luma_at(const VideoFrame& frame, size_t x, size_t y) {
  const uint8_t* row = frame.planes[0].data + y * frame.planes[0].stride_bytes;
  return frame.bytes_per_sample() == 1 ? row[x] : reinterpret_cast<const uint16_t*>(row)[x];
}

/// The cell at (x, y) as rows of '#', '.' and '?' (neither white nor black).
std::string cell_at(const VideoFrame& frame, size_t x, size_t y, size_t scale = 1) {
  const unsigned white = 235U << (frame.format.depth - 8);
  const unsigned black = 16U << (frame.format.depth - 8);
  std::string picture;
  for (size_t row = 0; row < 8; ++row) {
    for (size_t column = 0; column < 8; ++column) {
      const unsigned luma = luma_at(frame, x + column * scale, y + row * scale);
      picture += luma == white ? '#' : luma == black ? '.' : '?';
    }
    picture += '\n';
  }
  return picture;
}

const std::string kLetterL = ".#......\n.#......\n.#......\n.#......\n.#......\n.#......\n.#####..\n........\n";

TEST(PaintText, DrawsWhiteDotsOnBlack) {
  for (const uint8_t depth : {uint8_t{8}, uint8_t{10}}) {
    auto sut = frame_of(depth);
    paint_text(sut, "L", {.x = 8, .y = 4, .scale = 1});
    EXPECT_EQ(cell_at(sut, 8, 4), kLetterL);
    EXPECT_NE(luma_at(sut, 16, 4), 16U << (depth - 8)) << "painted past the text";
  }
}

TEST(PaintText, ScalesDots) {
  auto sut = frame_of(8);
  paint_text(sut, "L", {.x = 0, .y = 0, .scale = 3});
  EXPECT_EQ(cell_at(sut, 0, 0, 3), kLetterL);
  EXPECT_EQ(cell_at(sut, 2, 2, 3), kLetterL);
}

TEST(PaintText, UpperCasesLettersAndBlanksWhatHasNoGlyph) {
  auto sut = frame_of(8);
  paint_text(sut, "l\x01", {.x = 0, .y = 0, .scale = 1});
  EXPECT_EQ(cell_at(sut, 0, 0), kLetterL);
  EXPECT_EQ(cell_at(sut, 8, 0).find('#'), std::string::npos);
}

TEST(PaintText, ChromaUnderTextIsNeutral) {
  auto sut = frame_of(10);
  paint_text(sut, "LL", {.x = 2, .y = 1, .scale = 1});
  const auto* row = reinterpret_cast<const uint16_t*>(sut.planes[1].data + 3 * sut.planes[1].stride_bytes);
  EXPECT_EQ(row[1], 512);
  EXPECT_EQ(row[8], 512);
  EXPECT_NE(row[9], 512);
}

TEST(PaintText, IsClippedToTheFrame) {
  auto sut = frame_of(8);
  paint_text(sut, "LONGER THAN THE FRAME", {.x = 40, .y = 28, .scale = 2});
  paint_text(sut, "X", {.x = 1000, .y = 0, .scale = 1});
  paint_text(sut, "X", {.x = 0, .y = 1000, .scale = 1});
  paint_text(sut, "X", {.x = 0xFFFFFFF0, .y = 0xFFFFFFF0, .scale = 0xFFFFFFFF});
  paint_text(sut, "", {.x = 0, .y = 0, .scale = 0});
  EXPECT_EQ(luma_at(sut, 42, 28), 235U);
}

TEST(PaintText, EveryPrintableCharacterButTheBlankHasAGlyph) {
  auto sut = frame_of(8);
  for (char c = '!'; c <= '_'; ++c) {
    paint_text(sut, std::string(1, c), {.x = 0, .y = 0, .scale = 1});
    EXPECT_NE(cell_at(sut, 0, 0).find('#'), std::string::npos) << c;
  }
}

TEST(PaintText, BlackFillsTheFrame) {
  auto sut = frame_of(10);
  paint_black(sut);
  EXPECT_EQ(luma_at(sut, 63, 31), 64U);
  EXPECT_EQ(reinterpret_cast<const uint16_t*>(sut.planes[2].data)[31], 512);
}

TEST(PaintText, AllocatesNothing) {
  auto sut = frame_of(10);
  const test::AllocationGuard guard;
  paint_text(sut, "12:34:56:07", {.x = 0, .y = 0, .scale = 1});
  paint_black(sut);
}

}  // namespace
}  // namespace cw::bus
