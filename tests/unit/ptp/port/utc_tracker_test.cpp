#include "ptp/port/utc_tracker.h"

#include <chrono>

#include <gtest/gtest.h>

#include "ptp/wire/messages.h"

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

constexpr uint16_t kTai = flags::kPtpTimescale | flags::kUtcOffsetValid;
constexpr int64_t kMidnightS = 1'798'761'600;  // 2027-01-01T00:00:00 UTC

TaiTime tai_of_utc(int64_t utc_s, int offset_s) { return TaiTime::from_ns((utc_s + offset_s) * kNsPerSecond); }

TEST(UtcTrackerTest, KnowsNothingUntilTold) {
  UtcTracker sut{std::nullopt};
  EXPECT_FALSE(sut.offset_s());
  sut.on_announce({.flags = kTai, .offset_s = 37}, tai_of_utc(kMidnightS, 37), false);
  EXPECT_EQ(sut.offset_s(), 37);
}

TEST(UtcTrackerTest, AnOffsetThatIsNotSaidToBeValidCountsUnlessItIsZero) {
  UtcTracker sut{35};
  sut.on_announce({.flags = flags::kPtpTimescale, .offset_s = 37}, {}, false);
  EXPECT_EQ(sut.offset_s(), 37);
  sut.on_announce({.flags = flags::kPtpTimescale, .offset_s = 0}, {}, false);
  EXPECT_EQ(sut.offset_s(), 35);
  sut.on_announce({.flags = kTai, .offset_s = 0}, {}, false);
  EXPECT_EQ(sut.offset_s(), 0);
}

TEST(UtcTrackerTest, PlansALeapOnlyByAClockThatIsTrusted) {
  UtcTracker sut{std::nullopt};
  const TaiTime noon = tai_of_utc(kMidnightS - 43'200, 37);
  const UtcAnnouncement leap{.flags = kTai | flags::kLeap61, .offset_s = 37};
  sut.on_announce(leap, noon, false);
  EXPECT_FALSE(sut.leap_at());
  sut.on_announce(leap, noon, true);
  EXPECT_EQ(sut.leap_at(), tai_of_utc(kMidnightS, 38));
  EXPECT_EQ(sut.leap_s(), 1);
}

TEST(UtcTrackerTest, BothFlagsAtOnceMeanNothing) {
  UtcTracker sut{std::nullopt};
  sut.on_announce({.flags = kTai | flags::kLeap61 | flags::kLeap59, .offset_s = 37}, tai_of_utc(kMidnightS, 37), true);
  EXPECT_FALSE(sut.leap_at());
}

TEST(UtcTrackerTest, LeapsOnceThoughTheFlagsStayUpForAWhile) {
  UtcTracker sut{std::nullopt};
  const UtcAnnouncement leap{.flags = kTai | flags::kLeap61, .offset_s = 37};
  for (Duration when = -20s; when < 5s; when += 250ms) {
    sut.on_announce(leap, tai_of_utc(kMidnightS, 37) + when, true);
    EXPECT_EQ(sut.offset_s(), when < 1s ? 37 : 38);
  }
  EXPECT_FALSE(sut.leap_at());
  sut.on_announce({.flags = kTai, .offset_s = 38}, tai_of_utc(kMidnightS, 37) + 30s, true);
  EXPECT_EQ(sut.offset_s(), 38);
}

TEST(UtcTrackerTest, BelievesAMasterWhoseMidnightComesFirst) {
  UtcTracker sut{std::nullopt};
  sut.on_announce({.flags = kTai | flags::kLeap59, .offset_s = 37}, tai_of_utc(kMidnightS, 36) - 60s, true);
  sut.on_announce({.flags = kTai, .offset_s = 36}, tai_of_utc(kMidnightS, 36) - 1ms, true);
  EXPECT_EQ(sut.offset_s(), 36);
  sut.poll(tai_of_utc(kMidnightS, 36) + 1ms);
  EXPECT_EQ(sut.offset_s(), 36);
}

TEST(UtcTrackerTest, ConvertsOnlyAMasterThatSendsUtc) {
  UtcTracker sut{std::nullopt};
  sut.on_announce({.flags = kTai, .offset_s = 37}, {}, false);
  EXPECT_FALSE(sut.arb());
  EXPECT_EQ(sut.to_tai(5, {}).ns(), 5);
  sut.on_announce({.flags = 0, .offset_s = 37}, {}, false);
  EXPECT_TRUE(sut.arb());
  EXPECT_EQ(sut.to_tai(5, {}).ns(), 37 * kNsPerSecond + 5);
}

TEST(UtcTrackerTest, AsksTheTableWhenNobodyTells) {
  UtcTracker sut{std::nullopt};
  sut.on_announce({.flags = 0, .offset_s = 0}, {}, false);
  EXPECT_EQ(sut.to_tai(kMidnightS * kNsPerSecond, {}), tai_of_utc(kMidnightS, 37));
}

}  // namespace
}  // namespace cw::ptp
