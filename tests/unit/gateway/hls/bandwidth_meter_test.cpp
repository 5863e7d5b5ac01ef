#include "gateway/hls/bandwidth_meter.h"

#include <gtest/gtest.h>

namespace cw::hls {
namespace {

TEST(BandwidthMeter, MeasuresPeakAndAverage) {
  BandwidthMeter sut;
  EXPECT_EQ(sut.peak_bps(), 0U);
  EXPECT_EQ(sut.average_bps(), 0U);
  sut.add(250'000, 100, Rate::hz(50));  // 1 Mb/s
  sut.add(750'000, 100, Rate::hz(50));  // 3 Mb/s
  EXPECT_FALSE(sut.trusted());
  sut.add(500'000, 100, Rate::hz(50));
  EXPECT_TRUE(sut.trusted());
  EXPECT_EQ(sut.peak_bps(), 3'000'000U);
  EXPECT_EQ(sut.average_bps(), 2'000'000U);
}

TEST(BandwidthMeter, ForgetsAPeakOfLongAgo) {
  BandwidthMeter sut;
  sut.add(9'000'000, 100, Rate::hz(50));
  for (size_t i = 0; i < BandwidthMeter::kSegments; ++i) sut.add(250'000, 100, Rate::hz(50));
  EXPECT_EQ(sut.peak_bps(), 1'000'000U);
}

TEST(BandwidthMeter, DoesNotTakeAShortSegmentForAPeak) {
  BandwidthMeter sut;
  sut.add(250'000, 100, Rate::hz(50));
  sut.add(100'000, 4, Rate::hz(50));
  EXPECT_EQ(sut.peak_bps(), 1'000'000U);
}

}  // namespace
}  // namespace cw::hls
