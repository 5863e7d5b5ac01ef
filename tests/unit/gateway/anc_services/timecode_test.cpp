#include "gateway/anc_services/timecode.h"

#include <gtest/gtest.h>

namespace cw::anc_services {
namespace {

constexpr int64_t kDayNs = int64_t{86'400} * kNsPerSecond;
const TaiTime kMidnight = TaiTime::from_ns(20'000 * kDayNs);
const Rate k2997 = *Rate::create(30'000, 1001);
const Rate k5994 = *Rate::create(60'000, 1001);

/// The frame that starts at or after a time of day.
int64_t frame_at(Rate rate, Duration of_day) {
  const TaiTime time = kMidnight + of_day;
  const int64_t index = rate.index_at(time);
  return rate.time_of(index) < time ? index + 1 : index;
}

std::string text_at(Rate rate, int64_t index, int64_t offset = 0) {
  return to_string(timecode_of(index, rate, offset), rate);
}

TEST(Timecode, StartsAtMidnightOfTai) {
  for (const Rate rate : {Rate::hz(24), Rate::hz(25), Rate::hz(50), Rate::hz(60)}) {
    EXPECT_EQ(text_at(rate, frame_at(rate, Duration{0})), "00:00:00:00");
  }
  EXPECT_EQ(text_at(k2997, frame_at(k2997, Duration{0})), "00:00:00;00");
  EXPECT_EQ(text_at(k5994, frame_at(k5994, Duration{0})), "00:00:00;00");
}

TEST(Timecode, CountsPairsAbove30FramesASecond) {
  const Rate rate = Rate::hz(50);
  const int64_t index = frame_at(rate, std::chrono::hours(12)) + 49;
  const auto sut = timecode_of(index, rate, 0);
  EXPECT_EQ(sut.frames, 24);
  EXPECT_TRUE(sut.second);
  EXPECT_EQ(to_string(sut, rate), "12:00:00:49");
  EXPECT_EQ(to_string(sut, rate, false), "12:00:00:24");
}

TEST(Timecode, DropsTwoNumbersAMinuteButNotEachTenth) {
  const int64_t start = frame_at(k2997, Duration{0});
  EXPECT_EQ(text_at(k2997, start + 1799), "00:00:59;29");
  EXPECT_EQ(text_at(k2997, start + 1800), "00:01:00;02");
  EXPECT_EQ(text_at(k2997, start + 17'981), "00:09:59;29");
  EXPECT_EQ(text_at(k2997, start + 17'982), "00:10:00;00");
  EXPECT_EQ(text_at(k5994, frame_at(k5994, Duration{0}) + 3600), "00:01:00;04");
}

TEST(Timecode, DropFrameStaysWithinTwoFramesOfTheClockAllDay) {
  for (int hour = 0; hour < 24; ++hour) {
    const int64_t index = frame_at(k2997, std::chrono::hours(hour));
    const auto sut = timecode_of(index, k2997, 0);
    const int64_t off =
        ((sut.hours * 60 + sut.minutes) * 60 + sut.seconds) * 30 + sut.frames - int64_t{hour} * 3600 * 30;
    EXPECT_LE(std::abs(off), 4) << hour;
  }
}

TEST(Timecode, NeverRepeatsWithinADay) {
  int64_t last = -1;
  const int64_t start = frame_at(k2997, Duration{0});
  for (int64_t index = start; index < start + 200'000; ++index) {
    const auto sut = timecode_of(index, k2997, 0);
    const int64_t number = ((sut.hours * 60 + sut.minutes) * 60 + sut.seconds) * 30 + sut.frames;
    ASSERT_GT(number, last);
    last = number;
  }
}

TEST(Timecode, OffsetMovesItToUtc) {
  const Rate rate = Rate::hz(25);
  EXPECT_EQ(text_at(rate, frame_at(rate, std::chrono::seconds(37)), -37), "00:00:00:00");
  EXPECT_EQ(text_at(rate, frame_at(rate, Duration{0}), -37), "23:59:23:00");
}

TEST(Timecode, BaseIsAtMost30) {
  EXPECT_EQ(timecode_base(Rate::hz(24)), 24);
  EXPECT_EQ(timecode_base(*Rate::create(24'000, 1001)), 24);
  EXPECT_EQ(timecode_base(Rate::hz(50)), 25);
  EXPECT_EQ(timecode_base(k5994), 30);
  EXPECT_EQ(timecode_base(Rate::hz(100)), 25);
  EXPECT_EQ(timecode_base(*Rate::create(120'000, 1001)), 30);
}

}  // namespace
}  // namespace cw::anc_services
