#include "gateway/essence/timing_21/sender_model.h"

#include <gtest/gtest.h>

namespace cw::essence {
namespace {

bus::VideoFormat format_of(uint16_t width, uint16_t height, Rate rate, bus::Scan scan = bus::Scan::kProgressive) {
  bus::VideoFormat format;
  format.width = width;
  format.height = height;
  format.rate = rate;
  format.scan = scan;
  return format;
}

int64_t nearest_ns(Rational seconds) {
  return static_cast<int64_t>(round_div(Int128{seconds.num} * kNsPerSecond, seconds.den));
}

const Rate k5994 = *Rate::create(60'000, 1001);
const Rate k2997 = *Rate::create(30'000, 1001);

// Figures that an independent analyser gives for a real 1080i59.94 stream of 2160 packets a field.
TEST(SenderModel, Agrees1080iWithIndependentFigures) {
  const SenderModel sut = sender_model(format_of(1920, 1080, k2997, bus::Scan::kInterlaced), 2160);
  EXPECT_EQ(sut.unit_period_s, (Rational{1001, 60'000}));
  EXPECT_EQ(sut.r_active, (Rational{24, 25}));
  EXPECT_EQ(nearest_ns(sut.tro_default_s), 652'504);
  EXPECT_EQ(nearest_ns(sut.t_rs_gapped_s), 7'415);
  EXPECT_EQ(nearest_ns(sut.t_rs_linear_s), 7'724);
  EXPECT_EQ(sut.c_max_narrow, 4);
  EXPECT_EQ(sut.c_max_wide, 16);
  EXPECT_EQ(sut.vrx_full_narrow, 8);
  EXPECT_EQ(sut.vrx_full_wide, 720);
}

TEST(SenderModel, CountsFramesOfProgressiveFormats) {
  const SenderModel sut = sender_model(format_of(1920, 1080, k5994), 4320);
  EXPECT_EQ(sut.unit_period_s, (Rational{1001, 60'000}));
  EXPECT_EQ(nearest_ns(sut.tro_default_s), 637'674);  // 1001 / 60000 × 43 / 1125
  EXPECT_EQ(sut.c_max_narrow, 6);                     // 4320 / (43200 × 0.96 × T) = 6.24
  EXPECT_EQ(sut.c_max_wide, 16);
  EXPECT_EQ(sut.vrx_full_narrow, 9);  // 4320 / (27000 × T) = 9.59
  EXPECT_EQ(sut.vrx_full_wide, 863);  // 4320 / (300 × T) = 863.1
}

TEST(SenderModel, GrowsWithTheNumberOfPackets) {
  const SenderModel sut = sender_model(format_of(3840, 2160, Rate::hz(50)), 16'457);
  EXPECT_EQ(sut.c_max_narrow, 19);     // 16457 / (43200 × 0.96 / 50) = 19.84
  EXPECT_EQ(sut.c_max_wide, 38);       // 16457 / (21600 / 50) = 38.09
  EXPECT_EQ(sut.vrx_full_narrow, 30);  // 16457 / (27000 / 50) = 30.48
  EXPECT_EQ(sut.vrx_full_wide, 2742);  // 16457 / (300 / 50) = 2742.8
}

TEST(SenderModel, KnowsTheOffsetsOfEachClassOfRaster) {
  const auto tro_of_frame = [](const bus::VideoFormat& format) {
    const Rational tro = sender_model(format, 1000).tro_default_s;
    return Rational::reduced(tro.num * format.rate.num(), tro.den * format.rate.den());
  };
  EXPECT_EQ(tro_of_frame(format_of(1920, 1080, Rate::hz(50))), Rational::reduced(43, 1125));
  EXPECT_EQ(tro_of_frame(format_of(3840, 2160, Rate::hz(50))), Rational::reduced(43, 1125));
  EXPECT_EQ(tro_of_frame(format_of(1280, 720, Rate::hz(50))), Rational::reduced(28, 750));
  EXPECT_EQ(tro_of_frame(format_of(1920, 1080, Rate::hz(25), bus::Scan::kInterlaced)), Rational::reduced(22, 1125));
  EXPECT_EQ(tro_of_frame(format_of(1920, 1080, Rate::hz(25), bus::Scan::kPsf)), Rational::reduced(22, 1125));
  EXPECT_EQ(tro_of_frame(format_of(720, 487, k2997, bus::Scan::kInterlaced)), Rational::reduced(20, 525));
  EXPECT_EQ(tro_of_frame(format_of(720, 576, Rate::hz(25), bus::Scan::kInterlaced)), Rational::reduced(26, 625));
}

TEST(SenderModel, KnowsTheActivePartOfEachClassOfRaster) {
  EXPECT_EQ(sender_model(format_of(1280, 720, Rate::hz(50)), 1000).r_active, Rational::reduced(1080, 1125));
  EXPECT_EQ(sender_model(format_of(720, 487, k2997, bus::Scan::kInterlaced), 1000).r_active,
            Rational::reduced(487, 525));
  EXPECT_EQ(sender_model(format_of(720, 576, Rate::hz(25), bus::Scan::kInterlaced), 1000).r_active,
            Rational::reduced(576, 625));
}

TEST(SenderModel, CountsFieldsAndSegmentsAsUnits) {
  EXPECT_EQ(unit_rate(format_of(1920, 1080, k2997, bus::Scan::kInterlaced)), k5994);
  EXPECT_EQ(unit_rate(format_of(1920, 1080, Rate::hz(25), bus::Scan::kPsf)), Rate::hz(50));
  EXPECT_EQ(unit_rate(format_of(1920, 1080, Rate::hz(25))), Rate::hz(25));
}

}  // namespace
}  // namespace cw::essence
