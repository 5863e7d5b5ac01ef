#include "gateway/core/utc_time.h"

#include <gtest/gtest.h>

namespace cw {
namespace {

TaiTime tai(int64_t seconds, int64_t ns = 0) { return TaiTime::from_ns(seconds * kNsPerSecond + ns); }

TEST(UtcTime, TakesTheOffsetOff) {
  EXPECT_EQ(format_utc(tai(1'795'428'037), 37), "2026-11-23T10:00:00.000Z");
  EXPECT_EQ(format_utc(tai(0), 0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_utc(tai(1'483'228'836), 36), "2017-01-01T00:00:00.000Z");
}

TEST(UtcTime, RoundsDownToMilliseconds) {
  EXPECT_EQ(format_utc(tai(1'795'428'037, 999'999'999), 37), "2026-11-23T10:00:00.999Z");
  EXPECT_EQ(format_utc(tai(0, -1), 0), "1969-12-31T23:59:59.999Z");
}

TEST(UtcTime, KnowsLeapDays) {
  EXPECT_EQ(format_utc(tai(951'825'600), 0), "2000-02-29T12:00:00.000Z");
  EXPECT_EQ(to_utc(tai(951'825'600, 5), 0),
            (CivilTime{.year = 2000, .month = 2, .day = 29, .hour = 12, .minute = 0, .second = 0, .nanosecond = 5}));
}

}  // namespace
}  // namespace cw
