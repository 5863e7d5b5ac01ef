#include "ptp/clock/leap_seconds.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

TEST(LeapSeconds, AreThoseOfTheBulletins) {
  EXPECT_EQ(utc_offset_at(0), 10);
  EXPECT_EQ(utc_offset_at(78'796'799), 10) << "1972-06-30T23:59:59Z";
  EXPECT_EQ(utc_offset_at(78'796'800), 11) << "1972-07-01T00:00:00Z";
  EXPECT_EQ(utc_offset_at(315'964'800), 19) << "the GPS epoch";
  EXPECT_EQ(utc_offset_at(1'483'228'799), 36) << "2016-12-31T23:59:59Z";
  EXPECT_EQ(utc_offset_at(1'483'228'800), 37) << "2017-01-01T00:00:00Z";
  EXPECT_EQ(utc_offset_at(4'000'000'000), 37);
}

}  // namespace
}  // namespace cw::ptp
