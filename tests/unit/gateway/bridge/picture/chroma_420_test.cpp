#include "gateway/bridge/picture/chroma_420.h"

#include <gtest/gtest.h>

#include <cstring>

namespace cw::bridge {
namespace {

/// Sample (plane, x, y) is a value of its own.
uint16_t value(size_t plane, size_t x, size_t y, uint8_t depth) {
  return static_cast<uint16_t>((plane * 301 + x * 7 + y * 13) % (depth == 8 ? 256 : 1024));
}

bus::VideoLease frame(bus::VideoPool& pool, uint16_t width, uint16_t height, uint8_t depth) {
  bus::VideoLease out = pool.try_lease();
  out->prepare({.width = width, .height = height, .rate = FrameRate::hz(50), .depth = depth});
  for (size_t p = 0; p < 3; ++p) {
    for (size_t y = 0; y < height; ++y) {
      for (size_t x = 0; x < out->plane_width(p); ++x) {
        uint8_t* line = out->planes[p].data + y * out->planes[p].stride_bytes;
        const uint16_t word = value(p, x, y, depth);
        if (depth == 8)
          line[x] = static_cast<uint8_t>(word);
        else
          std::memcpy(line + 2 * x, &word, 2);
      }
    }
  }
  return out;
}

uint8_t at(const Picture& picture, size_t plane, size_t x, size_t y) {
  return picture.planes[plane].data[y * picture.planes[plane].stride_bytes + x];
}

TEST(Chroma420, RoundsLumaAndAveragesChromaOfTwoLinesFromTenBits) {
  bus::VideoPool pool(1);
  Picture out;
  out.prepare(70, 20);
  convert_to_420(view_of(frame(pool, 70, 20, 10)), out);
  for (size_t y = 0; y < 20; ++y) {
    for (size_t x = 0; x < 70; ++x) EXPECT_EQ(at(out, 0, x, y), std::min((value(0, x, y, 10) + 2) / 4, 255));
  }
  for (size_t y = 0; y < 10; ++y) {
    for (size_t x = 0; x < 35; ++x) {
      EXPECT_EQ(at(out, 2, x, y), std::min((value(2, x, 2 * y, 10) + value(2, x, 2 * y + 1, 10) + 4) / 8, 255));
    }
  }
}

TEST(Chroma420, CopiesLumaAndAveragesChromaOfTwoLinesFromEightBits) {
  bus::VideoPool pool(1);
  Picture out;
  out.prepare(70, 20);
  convert_to_420(view_of(frame(pool, 70, 20, 8)), out);
  EXPECT_EQ(at(out, 0, 69, 19), value(0, 69, 19, 8));
  EXPECT_EQ(at(out, 1, 34, 9), (value(1, 34, 18, 8) + value(1, 34, 19, 8) + 1) / 2);
}

TEST(Chroma420, GivesTheSameInBandsAsAtOnce) {
  bus::VideoPool pool(1);
  const SourcePicture in = view_of(frame(pool, 64, 48, 10));
  Picture whole;
  whole.prepare(64, 48);
  convert_to_420(in, whole);
  Picture band;
  band.prepare(64, 16);
  for (const uint16_t first : {uint16_t{0}, uint16_t{16}, uint16_t{32}}) {
    convert_band_to_420(in, {first, 16}, band);
    for (size_t y = 0; y < 16; ++y) EXPECT_EQ(at(band, 0, 33, y), at(whole, 0, 33, first + y));
    for (size_t y = 0; y < 8; ++y) EXPECT_EQ(at(band, 1, 21, y), at(whole, 1, 21, first / 2 + y));
  }
}

}  // namespace
}  // namespace cw::bridge
