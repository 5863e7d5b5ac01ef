#include "gateway/source/bars.h"

#include <cstring>

#include <gtest/gtest.h>

namespace cw::source {
namespace {

bus::VideoFormat format_of(uint16_t width, uint16_t height, uint8_t depth = 10) {
  bus::VideoFormat format;
  format.width = width;
  format.height = height;
  format.rate = FrameRate::hz(50);
  format.depth = depth;
  return format;
}

std::vector<uint8_t> picture_of(const bus::VideoFrame& frame) {
  std::vector<uint8_t> all;
  for (size_t p = 0; p < bus::VideoFrame::kPlaneCount; ++p) {
    for (size_t line = 0; line < frame.format.height; ++line) {
      const uint8_t* row = frame.planes[p].data + line * frame.planes[p].stride_bytes;
      all.insert(all.end(), row, row + frame.plane_width(p) * frame.bytes_per_sample());
    }
  }
  return all;
}

constexpr int64_t kIndex = 90'000'000'000;

TEST(Bars, ReusedFramesShowWhatFreshOnesShow) {
  for (const auto scan : {bus::Scan::kProgressive, bus::Scan::kInterlaced}) {
    auto format = format_of(320, 180);
    format.scan = scan;
    auto sut = Bars::create({.format = format, .ident = "CAM 1"});
    ASSERT_TRUE(sut);
    bus::VideoFrame reused;
    for (int64_t i = 0; i < 300; i += 7) sut->render(reused, kIndex + i);
    sut->render(reused, kIndex);
    auto other = Bars::create({.format = format, .ident = "CAM 1"});
    bus::VideoFrame fresh;
    other->render(fresh, kIndex);
    EXPECT_EQ(picture_of(reused), picture_of(fresh));
  }
}

TEST(Bars, EveryFrameDiffersFromTheOneBefore) {
  auto sut = Bars::create({.format = format_of(320, 180), .ident = "", .burn_in = false});
  bus::VideoFrame frame;
  sut->render(frame, kIndex);
  auto last = picture_of(frame);
  for (int64_t i = 1; i < 250; ++i) {
    sut->render(frame, kIndex + i);
    auto picture = picture_of(frame);
    ASSERT_NE(picture, last) << i;
    last = std::move(picture);
  }
}

TEST(Bars, TheFieldsOfAnInterlacedFrameDiffer) {
  auto format = format_of(640, 360);
  format.scan = bus::Scan::kInterlaced;
  format.rate = FrameRate::hz(25);
  auto sut = Bars::create({.format = format, .ident = "", .burn_in = false});
  bus::VideoFrame frame;
  sut->render(frame, kIndex);
  size_t different = 0;
  for (size_t line = 44; line < 60; line += 2) {
    const uint8_t* row = frame.planes[0].data + line * frame.planes[0].stride_bytes;
    if (std::memcmp(row, row + frame.planes[0].stride_bytes, 1280) != 0) ++different;
  }
  EXPECT_GT(different, 4U);
}

TEST(Bars, FramesCarryTheirPlaceOnTheTaiLine) {
  auto format = format_of(320, 180);
  format.rate = *Rate::create(60'000, 1001);
  auto sut = Bars::create({.format = format, .ident = "CAM 1"});
  bus::VideoFrame frame;
  sut->render(frame, kIndex);
  EXPECT_EQ(frame.index, kIndex);
  EXPECT_EQ(frame.tai, format.rate.time_of(kIndex));
  EXPECT_TRUE(frame.complete);
  EXPECT_TRUE(frame.locked);
}

TEST(Bars, TheBurntInTimeChangesWithEachFrameAndBothDepthsAgree) {
  auto eight = Bars::create({.format = format_of(640, 360, 8), .ident = "CAM 1"});
  auto ten = Bars::create({.format = format_of(640, 360, 10), .ident = "CAM 1"});
  bus::VideoFrame a;
  bus::VideoFrame b;
  eight->render(a, kIndex);
  ten->render(b, kIndex);
  const size_t text_line = 108 + 10 * 1 + 2;
  for (size_t x = 0; x < 640; ++x) {
    const unsigned in_eight = a.planes[0].data[text_line * a.planes[0].stride_bytes + x];
    const unsigned in_ten =
        reinterpret_cast<const uint16_t*>(b.planes[0].data + text_line * b.planes[0].stride_bytes)[x];
    ASSERT_NEAR(in_eight, in_ten / 4.0, 0.75) << x;
  }
}

TEST(Bars, RefusesWhatItCannotDraw) {
  EXPECT_FALSE(Bars::create({.format = format_of(32, 32), .ident = ""}));
  EXPECT_FALSE(Bars::create({.format = format_of(321, 180), .ident = ""}));
  EXPECT_FALSE(Bars::create({.format = format_of(320, 180, 12), .ident = ""}));
  auto rgb = format_of(320, 180);
  rgb.sampling = bus::Sampling::kRgb;
  EXPECT_FALSE(Bars::create({.format = rgb, .ident = ""}));
}

}  // namespace
}  // namespace cw::source
