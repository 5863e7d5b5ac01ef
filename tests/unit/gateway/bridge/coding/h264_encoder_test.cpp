#include "gateway/bridge/coding/h264_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/core/byte_reader.h"
#include "tests/component/bridge/coded_decoder.h"

namespace cw::bridge {
namespace {

constexpr int64_t kStart = 85'000'000'000;

H264EncoderConfig small() {
  H264EncoderConfig config;
  config.rendition.id = "small";
  config.rendition.width = 320;
  config.rendition.height = 180;
  config.rendition.bitrate_kbps = 500;
  config.rate = FrameRate::hz(50);
  config.gop_frames = 25;
  return config;
}

class Pictures {
 public:
  /// Scenery that changes completely every seven frames, which would make libx264 place IDRs of its own.
  PictureLease make(int64_t index) {
    PictureLease out = pool_.try_lease();
    out->prepare(320, 180);
    const auto seed = static_cast<size_t>(index / 7 * 131);
    for (size_t p = 0; p < 3; ++p) {
      const bus::Plane& plane = out->planes[p];
      for (size_t i = 0; i < plane.stride_bytes * (p == 0 ? 180 : 90); ++i) {
        plane.data[i] = static_cast<uint8_t>(p == 0 ? 40 + (i / 16 * 37 + seed) % 160 : 128);
      }
    }
    return out;
  }
  [[nodiscard]] size_t leased() const { return pool_.leased(); }

 private:
  PicturePool pool_{64};
};

std::vector<bus::CodedUnitPtr> coded(H264Encoder& sut, const H264EncoderConfig& config, int64_t count) {
  Pictures pictures;
  std::vector<bus::CodedUnitPtr> out;
  for (int64_t k = kStart; k < kStart + count; ++k) {
    EncoderInput input{
        .picture = pictures.make(k), .index = k, .opens_gop = k % config.gop_frames == 0, .captions = {}};
    input.captions.append(true, 0, 0x94, static_cast<uint8_t>(k));
    EXPECT_TRUE(sut.encode(input, out));
  }
  EXPECT_TRUE(sut.flush(out));
  EXPECT_EQ(pictures.leased(), 0U);
  return out;
}

TEST(H264Encoder, PlacesIdrPicturesWhereItIsToldAndNowhereElse) {
  for (const char* preset : {"ultrafast", "superfast", "veryfast", "medium"}) {
    H264EncoderConfig config = small();
    config.rendition.preset = preset;
    H264Encoder sut = std::move(H264Encoder::create(config).value());
    const auto units = coded(sut, config, 120);
    ASSERT_EQ(units.size(), 120U);
    for (size_t i = 0; i < units.size(); ++i) {
      EXPECT_EQ(units[i]->pts, kStart + static_cast<int64_t>(i));
      EXPECT_EQ(units[i]->dts, units[i]->pts);
      EXPECT_EQ(units[i]->key, units[i]->pts % 25 == 0) << preset;
    }
  }
}

TEST(H264Encoder, GivesWhatADecoderReadsWithItsConfiguration) {
  H264Encoder sut = std::move(H264Encoder::create(small()).value());
  const auto decoded = test::CodedDecoder(sut.parameters()).pictures(coded(sut, small(), 60));
  ASSERT_EQ(decoded.size(), 60U);
  for (size_t i = 0; i < decoded.size(); ++i) EXPECT_EQ(decoded[i].pts, kStart + static_cast<int64_t>(i));
  EXPECT_EQ(decoded[0].width, 320);
  EXPECT_EQ(decoded[0].height, 180);
}

TEST(H264Encoder, CarriesCaptionsWithTheirPicture) {
  H264Encoder sut = std::move(H264Encoder::create(small()).value());
  for (const auto& picture : test::CodedDecoder(sut.parameters()).pictures(coded(sut, small(), 30))) {
    EXPECT_EQ(picture.captions, (std::vector<uint8_t>{0xFC, 0x94, static_cast<uint8_t>(picture.pts)}));
  }
}

TEST(H264Encoder, PrefixesEveryNalUnitWithItsLengthAndRepeatsNoParameterSets) {
  H264Encoder sut = std::move(H264Encoder::create(small()).value());
  for (const auto& unit : coded(sut, small(), 60)) {
    size_t at = 0;
    while (at + 4 < unit->data.size()) {
      const size_t size = load_be32(&unit->data[at]);
      const int type = unit->data[at + 4] & 0x1F;
      EXPECT_NE(type, 7);
      EXPECT_NE(type, 8);
      EXPECT_NE(type, 9);
      at += 4 + size;
    }
    EXPECT_EQ(at, unit->data.size());
  }
}

TEST(H264Encoder, NeverSendsMoreThanItsPeakAndItsBufferAllow) {
  H264Encoder sut = std::move(H264Encoder::create(small()).value());
  size_t octets = 0;
  for (const auto& unit : coded(sut, small(), 500)) octets += unit->data.size();
  EXPECT_LT(octets * 8, 550'000U * 10 + 275'000U) << "10 s of scenery that is much too hard";
}

TEST(H264Encoder, DescribesItself) {
  H264EncoderConfig config = small();
  config.rendition.profile = "main";
  const H264Encoder sut = std::move(H264Encoder::create(config).value());
  const bus::CodecParameters& parameters = sut.parameters();
  EXPECT_THAT(parameters.codec_string, testing::StartsWith("avc1.4d40"));
  EXPECT_EQ(parameters.bandwidth_bps, 550'000U);
  EXPECT_EQ(parameters.time_base, FrameRate::hz(50));
  EXPECT_EQ(parameters.configuration[0], 1);
}

TEST(H264Encoder, GoesOnAfterFramesThatWereLeftOut) {
  const H264EncoderConfig config = small();
  H264Encoder sut = std::move(H264Encoder::create(config).value());
  Pictures pictures;
  std::vector<bus::CodedUnitPtr> units;
  for (int64_t k = kStart; k < kStart + 75; ++k) {
    if (k % 25 > 10 && k % 25 < 15) continue;
    ASSERT_TRUE(sut.encode({.picture = pictures.make(k), .index = k, .opens_gop = k % 25 == 0, .captions = {}}, units));
  }
  for (const auto& unit : units) EXPECT_EQ(unit->key, unit->pts % 25 == 0);
  EXPECT_EQ(units.size(), 75U - 12U);
}

TEST(H264Encoder, NamesTheSettingThatIsWrong) {
  const auto message = [](auto&& change) {
    H264EncoderConfig config = small();
    change(config.rendition);
    const auto made = H264Encoder::create(config);
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(message([](auto& r) { r.width = 321; }), testing::HasSubstr("even"));
  EXPECT_THAT(message([](auto& r) { r.height = 2; }), testing::HasSubstr("320x2"));
  EXPECT_THAT(message([](auto& r) { r.bitrate_kbps = 0; }), testing::HasSubstr("bitrate_kbps"));
  EXPECT_THAT(message([](auto& r) { r.maxrate_kbps = 100; }), testing::HasSubstr("maxrate_kbps"));
  EXPECT_THAT(message([](auto& r) { r.preset = "warp"; }), testing::HasSubstr("warp"));
  EXPECT_THAT(message([](auto& r) { r.tune = "guitar"; }), testing::HasSubstr("guitar"));
  EXPECT_THAT(message([](auto& r) { r.threads = 99; }), testing::HasSubstr("threads"));
}

}  // namespace
}  // namespace cw::bridge
