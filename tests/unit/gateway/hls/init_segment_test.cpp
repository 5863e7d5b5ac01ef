#include "gateway/hls/init_segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/gateway/hls/box_tree.h"
#include "tests/unit/gateway/hls/coded_units.h"

namespace cw::hls {
namespace {

using test::find_box;
using testing::HasSubstr;

TEST(InitSegment, HasTheRatesNumeratorAsTimescale) {
  const auto sut = build_init_segment(test::video_parameters(*Rate::create(60000, 1001), test::kAvc1080p5994));
  ASSERT_TRUE(sut);
  EXPECT_EQ(load_be32(&find_box(*sut, "moov/mvhd")[12]), 60000U);
  EXPECT_EQ(load_be32(&find_box(*sut, "moov/trak/mdia/mdhd")[12]), 60000U);
  EXPECT_EQ(load_be32(&find_box(*sut, "moov/mvex/trex")[4]), kTrackId);
}

TEST(InitSegment, CarriesTheDecoderConfigurationColourAndPixelShape) {
  const bus::CodecParameters parameters = test::video_parameters(Rate::hz(50), test::kAvc576pAnamorphic);
  const auto sut = build_init_segment(parameters);
  ASSERT_TRUE(sut);
  const std::string stsd = "moov/trak/mdia/minf/stbl/stsd/avc1/";
  EXPECT_TRUE(std::ranges::equal(find_box(*sut, stsd + "avcC"), parameters.configuration));
  const Bytes colr = find_box(*sut, stsd + "colr");
  EXPECT_EQ(std::string(colr.begin(), colr.begin() + 4), "nclx");
  EXPECT_EQ(load_be16(&colr[4]), 1);
  const Bytes pasp = find_box(*sut, stsd + "pasp");
  EXPECT_EQ(load_be32(pasp.data()), 64U);
  EXPECT_EQ(load_be32(&pasp[4]), 45U);
  const Bytes tkhd = find_box(*sut, "moov/trak/tkhd");
  EXPECT_EQ(load_be32(&tkhd[tkhd.size() - 8]) >> 16, 1024U) << "shown 16:9";
  EXPECT_EQ(load_be32(&tkhd[tkhd.size() - 4]) >> 16, 576U);
}

TEST(InitSegment, CarriesTheAudioSpecificConfigInItsDescriptors) {
  const auto sut = build_init_segment(test::audio_parameters());
  ASSERT_TRUE(sut);
  EXPECT_EQ(load_be32(&find_box(*sut, "moov/trak/mdia/mdhd")[12]), 48000U);
  const Bytes esds = find_box(*sut, "moov/trak/mdia/minf/stbl/stsd/mp4a/esds");
  ASSERT_EQ(esds.size(), 4U + 2 + 3 + 2 + 13 + 2 + 2 + 3);
  EXPECT_EQ(esds[4], 0x03);
  EXPECT_EQ(esds[5], esds.size() - 6) << "the ES descriptor holds all that follows";
  const auto end = esds.last(7);
  EXPECT_TRUE(std::ranges::equal(end, std::vector<uint8_t>{0x05, 2, 0x11, 0x90, 0x06, 1, 2}));
}

TEST(InitSegment, IsTheSameOnEveryGateway) {
  EXPECT_EQ(*build_init_segment(test::video_parameters()), *build_init_segment(test::video_parameters()));
}

TEST(InitSegment, RefusesParametersThatNoPlayerCouldUse) {
  bus::CodecParameters video = test::video_parameters();
  video.configuration.resize(10);
  EXPECT_THAT(build_init_segment(video).error().message, HasSubstr("avcC"));
  bus::CodecParameters audio = test::audio_parameters();
  audio.configuration.clear();
  EXPECT_THAT(build_init_segment(audio).error().message, HasSubstr("AudioSpecificConfig"));
  EXPECT_FALSE(build_init_segment(test::video_parameters(Rate::hz(int64_t{1} << 33))));
}

}  // namespace
}  // namespace cw::hls
