#include "gateway/hls/picture_parameters.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

std::optional<PictureParameters> parse(std::string_view avcc) {
  const std::vector<uint8_t> record = test::from_hex(avcc);
  return parse_picture_parameters(first_parameter_set(record));
}

TEST(PictureParameters, ReadsSizeAndColour) {
  const auto sut = parse(test::kAvc720p50);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->width, 1280U);
  EXPECT_EQ(sut->height, 720U);
  EXPECT_EQ(sut->pixel_width, 1);
  EXPECT_TRUE(sut->has_colour);
  EXPECT_EQ(sut->colour_primaries, 1);
  EXPECT_EQ(sut->transfer_characteristics, 1);
  EXPECT_EQ(sut->matrix_coefficients, 1);
  EXPECT_FALSE(sut->full_range);
}

TEST(PictureParameters, AppliesCroppingInFramesAndFields) {
  EXPECT_EQ(parse(test::kAvc1080p5994)->height, 1080U);
  const auto interlaced = parse(test::kAvc1080i25);
  ASSERT_TRUE(interlaced);
  EXPECT_EQ(interlaced->width, 1920U);
  EXPECT_EQ(interlaced->height, 1080U);
  EXPECT_FALSE(interlaced->has_colour);
}

TEST(PictureParameters, ReadsAnExtendedPixelShape) {
  const auto sut = parse(test::kAvc576pAnamorphic);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->width, 720U);
  EXPECT_EQ(sut->pixel_width, 64);
  EXPECT_EQ(sut->pixel_height, 45);
}

TEST(PictureParameters, RefusesEveryTruncation) {
  const std::vector<uint8_t> record = test::from_hex(test::kAvc720p50);
  const Bytes whole = first_parameter_set(record);
  // The last octets hold timing and restrictions, behind what is read.
  for (size_t length = 0; length + 14 < whole.size(); ++length) {
    EXPECT_FALSE(parse_picture_parameters(whole.first(length))) << length;
  }
  for (size_t length = 0; length < 8 + whole.size(); ++length) {
    EXPECT_TRUE(first_parameter_set(Bytes(record).first(length)).empty()) << length;
  }
}

TEST(PictureParameters, NamesTheCodec) {
  EXPECT_EQ(avc_codec_string(test::from_hex(test::kAvc720p50)), "avc1.640020");
  EXPECT_EQ(avc_codec_string({}), "");
}

}  // namespace
}  // namespace cw::hls
