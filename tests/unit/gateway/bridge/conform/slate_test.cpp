#include "gateway/bridge/conform/slate.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

size_t white_pixels(const Picture& picture) {
  size_t count = 0;
  for (size_t y = 0; y < picture.height; ++y) {
    for (size_t x = 0; x < picture.width; ++x)
      count += picture.planes[0].data[y * picture.planes[0].stride_bytes + x] > 200 ? 1U : 0U;
  }
  return count;
}

TEST(Slate, PaintsTheNameInWhiteOnBlackAtAnySize) {
  for (const auto& [width, height] : {std::pair<uint16_t, uint16_t>{1920, 1080}, {640, 360}, {64, 36}}) {
    Picture picture;
    picture.prepare(width, height);
    paint_slate("Channel 4", picture);
    EXPECT_GT(white_pixels(picture), size_t{width} * height / 300);
    EXPECT_EQ(picture.planes[0].data[0], 16);
    EXPECT_EQ(picture.planes[1].data[0], 128);
  }
}

TEST(Slate, TakesNamesOfAnyLength) {
  Picture picture;
  picture.prepare(160, 90);
  paint_slate("", picture);
  paint_slate(std::string(500, 'X'), picture);
  EXPECT_GT(white_pixels(picture), 0U);
}

}  // namespace
}  // namespace cw::bridge
