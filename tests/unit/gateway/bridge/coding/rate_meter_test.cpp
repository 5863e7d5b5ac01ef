#include "gateway/bridge/coding/rate_meter.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

TEST(RateMeter, TellsUnitsAndBitsOfTheLastFullSecond) {
  RateMeter sut(Rate::hz(50));
  for (int64_t pts = 1000; pts < 1101; ++pts) sut.add(pts, 100);
  EXPECT_EQ(sut.units_per_second(), 50);
  EXPECT_EQ(sut.bits_per_second(), 50 * 100 * 8);
}

TEST(RateMeter, CountsWhatIsMissingAsMissing) {
  RateMeter sut(Rate::hz(50));
  for (int64_t pts = 1000; pts < 1101; pts += 2) sut.add(pts, 100);
  EXPECT_EQ(sut.units_per_second(), 25);
}

}  // namespace
}  // namespace cw::bridge
