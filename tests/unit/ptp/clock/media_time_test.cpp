#include "ptp/clock/media_time.h"

#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/anc_services/timecode.h"
#include "gateway/core/utc_time.h"

namespace cw::ptp {
namespace {

constexpr int64_t kDay = 86'400;
/// 1972 to 2172.
constexpr int64_t kFirstS = 63'072'000;
constexpr int64_t kLastS = 6'374'592'000;

const FrameRate kRates[] = {
    FrameRate::hz(24),
    *FrameRate::create(24'000, 1'001),
    FrameRate::hz(25),
    *FrameRate::create(30'000, 1'001),
    FrameRate::hz(30),
    *FrameRate::create(48'000, 1'001),
    FrameRate::hz(48),
    FrameRate::hz(50),
    *FrameRate::create(60'000, 1'001),
    FrameRate::hz(60),
    FrameRate::hz(100),
    *FrameRate::create(120'000, 1'001),
    FrameRate::hz(120),
};
const FrameRate kDropRate = *FrameRate::create(30'000, 1'001);
const FrameRate kFastDropRate = *FrameRate::create(60'000, 1'001);

class Times {
 public:
  TaiTime next() {
    const auto span = static_cast<uint64_t>((kLastS - kFirstS) * kNsPerSecond);
    return TaiTime::from_ns(kFirstS * kNsPerSecond + static_cast<int64_t>(random_() % span));
  }
  int64_t below(int64_t limit) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(limit)); }

 private:
  std::mt19937_64 random_{1};
};

TEST(UtcTime, ShowsALeapSecondAndNothingElseTwice) {
  // 2016-12-31T23:59:59, the leap second, 2017-01-01T00:00:00.
  constexpr int64_t kNewYear = 1'483'228'800;
  const auto tai = [](int64_t s) { return TaiTime::from_ns(s * kNsPerSecond + 5); };
  EXPECT_EQ(to_utc_time(tai(kNewYear + 35)), (UtcTime{(kNewYear - 1) * kNsPerSecond + 5, false}));
  EXPECT_EQ(to_utc_time(tai(kNewYear + 36)), (UtcTime{(kNewYear - 1) * kNsPerSecond + 5, true}));
  EXPECT_EQ(to_utc_time(tai(kNewYear + 37)), (UtcTime{kNewYear * kNsPerSecond + 5, false}));
  for (int64_t s = 34; s < 39; ++s) EXPECT_EQ(to_tai(to_utc_time(tai(kNewYear + s))), tai(kNewYear + s));
}

TEST(UtcTime, ReturnsToTheSameTimeOverTwoCenturies) {
  Times times;
  for (int i = 0; i < 20'000; ++i) {
    const TaiTime tai = times.next();
    const UtcTime utc = to_utc_time(tai);
    ASSERT_EQ(to_tai(utc), tai);
    if (!utc.leap_second) {
      ASSERT_EQ((tai.ns() - utc.posix_ns) / kNsPerSecond, utc_offset_at(utc.posix_ns / kNsPerSecond));
    }
  }
}

TEST(UtcTime, TakesAnnouncedLeapSecondsOfBothDirections) {
  std::vector<LeapSecond> table(leap_second_table().begin(), leap_second_table().end());
  table.push_back({.utc_s = 2'000'000'000, .tai_minus_utc_s = 38});
  table.push_back({.utc_s = 2'100'000'000, .tai_minus_utc_s = 37});
  const auto tai = [](int64_t s) { return TaiTime::from_ns(s * kNsPerSecond); };
  EXPECT_EQ(to_utc_time(tai(2'000'000'037), table), (UtcTime{1'999'999'999 * kNsPerSecond, true}));
  EXPECT_EQ(to_utc_time(tai(2'000'000'038), table), (UtcTime{2'000'000'000 * kNsPerSecond, false}));
  EXPECT_EQ(to_utc_time(tai(2'100'000'036), table), (UtcTime{2'099'999'998 * kNsPerSecond, false}));
  EXPECT_EQ(to_utc_time(tai(2'100'000'037), table), (UtcTime{2'100'000'000 * kNsPerSecond, false}));
  for (int64_t s = 2'099'999'990 + 37; s < 2'100'000'010 + 37; ++s)
    EXPECT_EQ(to_tai(to_utc_time(tai(s), table), table), tai(s));
}

TEST(TimeAddress, ReturnsToTheSameFrameAtEveryRateOverTwoCenturies) {
  Times times;
  for (const FrameRate rate : kRates) {
    for (const bool drop : {false, true}) {
      for (int i = 0; i < 2'000; ++i) {
        const TaiTime time = times.next();
        const int64_t index = rate.index_at(time);
        // A local offset of any number of seconds, jammed at any time of day.
        const DailyJam jam = last_jam(rate.time_of(index), times.below(kDay) - kDay / 2, times.below(kDay));
        ASSERT_LE(jam.at, time);
        const TimeAddress address = address_of(index, rate, jam, drop);
        const auto found = index_of(address, rate, jam);
        ASSERT_TRUE(found);
        // Address numbers run out up to four frames before the next jam and then begin again.
        if (index - *found != 0) {
          ASSERT_GT(rate.time_of(index) - jam.at, std::chrono::hours{24} - std::chrono::minutes{2});
        }
      }
    }
  }
}

TEST(TimeAddress, BearsTheTimeOfDayAtTheJamAndCountsOn) {
  Times times;
  for (const FrameRate rate : kRates) {
    for (int i = 0; i < 500; ++i) {
      const int64_t jam_offset_s = times.below(kDay);
      const DailyJam jam = last_jam(times.next(), 3'563, jam_offset_s);
      int64_t index = rate.index_at(jam.at);
      if (rate.time_of(index) < jam.at) ++index;
      const TimeAddress address = address_of(index, rate, jam);
      EXPECT_EQ(address.hours * 3'600 + address.minutes * 60 + address.seconds, jam_offset_s);
      const bool missing = address.drop_frame && jam_offset_s % 60 == 0 && jam_offset_s / 60 % 10 != 0;
      EXPECT_EQ(address.frames, missing ? frame_numbers_per_second(rate) / 15 : 0);
      EXPECT_EQ(address_of(index + 1, rate, jam).frames, address.frames + 1);
    }
  }
}

TEST(TimeAddress, DropsNumbersAtTheStartOfNineMinutesOutOfTen) {
  const DailyJam jam{.at = TaiTime::from_ns(0), .local_offset_s = 0};
  EXPECT_EQ(address_of(1'799, kDropRate, jam), (TimeAddress{0, 0, 59, 29, true}));
  EXPECT_EQ(address_of(1'800, kDropRate, jam), (TimeAddress{0, 1, 0, 2, true}));
  EXPECT_EQ(address_of(17'982, kDropRate, jam), (TimeAddress{0, 10, 0, 0, true}));
  EXPECT_EQ(address_of(3'600, kFastDropRate, jam), (TimeAddress{0, 1, 0, 4, true}));
  EXPECT_EQ(address_of(1'800, kDropRate, jam, false), (TimeAddress{0, 1, 0, 0, false}));
  EXPECT_FALSE(index_of({0, 1, 0, 1, true}, kDropRate, jam));
  EXPECT_FALSE(index_of({0, 1, 0, 3, true}, kFastDropRate, jam));
  EXPECT_FALSE(index_of({0, 1, 0, 0, true}, FrameRate::hz(25), jam));
  EXPECT_FALSE(index_of({24, 0, 0, 0, false}, FrameRate::hz(25), jam));
  EXPECT_FALSE(index_of({0, 0, 0, 25, false}, FrameRate::hz(25), jam));
}

TEST(TimeAddress, StaysWithinAFrameOfTheDayThroughDropping) {
  // 2.6 numbers a day is what dropping leaves over: one more day of counting does not show.
  const DailyJam jam{.at = TaiTime::from_ns(0), .local_offset_s = 0};
  const int64_t last = kDropRate.index_at(TaiTime::from_ns((kDay - 1) * kNsPerSecond));
  const TimeAddress address = address_of(last, kDropRate, jam);
  EXPECT_EQ(address.hours, 23);
  EXPECT_EQ(address.minutes, 59);
  EXPECT_GE(address.seconds, 58);
}

TEST(TimeAddress, AgreesWithTheTimecodeThatIsBurntIn) {
  Times times;
  for (const FrameRate rate : {FrameRate::hz(24), FrameRate::hz(25), kDropRate, FrameRate::hz(30)}) {
    for (int i = 0; i < 1'000; ++i) {
      const int64_t index = rate.index_at(times.next());
      const TimeAddress address = address_of(index, rate, last_jam(rate.time_of(index), -37));
      const anc_services::Timecode burnt = anc_services::timecode_of(index, rate, -37);
      ASSERT_EQ(address, (TimeAddress{burnt.hours, burnt.minutes, burnt.seconds, burnt.frames, burnt.drop_frame}));
    }
  }
}

TEST(DailyJam, IsLocalMidnightPlusTheOffset) {
  // 2026-11-23T10:00:00Z, Berlin: midnight was at 23:00:00 UTC the day before; a jam at 02:00 was at 01:00:00 UTC.
  const TaiTime time = TaiTime::from_ns((1'795'428'000 + 37) * kNsPerSecond);
  EXPECT_EQ(format_utc(last_jam(time, 3'563).at, 37), "2026-11-22T23:00:00.000Z");
  EXPECT_EQ(format_utc(last_jam(time, 3'563, 7'200).at, 37), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(format_utc(last_jam(time, 3'563, 43'200).at, 37), "2026-11-22T11:00:00.000Z");
}

TEST(RtpTime, ReturnsToTheSameTickAtEveryRateOverTwoCenturies) {
  Times times;
  for (const Rate clock : {kVideoClock, Rate::hz(48'000), Rate::hz(96'000), Rate::hz(44'100), Rate::hz(27'000'000)}) {
    for (int i = 0; i < 5'000; ++i) {
      const TaiTime time = times.next();
      const RtpTimestamp stamp = rtp_timestamp_at(time, clock);
      // Half a turn of 27 MHz is 79 s.
      const TaiTime reference = time + Duration{times.below(150 * kNsPerSecond) - 75 * kNsPerSecond};
      const TaiTime found = time_of_rtp(stamp, clock, reference);
      ASSERT_LE(found, time);
      ASSERT_LT(time - found, clock.period() + Duration{1});
      ASSERT_EQ(rtp_timestamp_at(found, clock), stamp);
    }
  }
}

TEST(RtpTime, NamesFramesAtEveryRateOverTwoCenturies) {
  Times times;
  for (const FrameRate rate : kRates) {
    for (int i = 0; i < 2'000; ++i) {
      const int64_t index = rate.index_at(times.next());
      const TaiTime reference = rate.time_of(index) + Duration{times.below(kNsPerSecond)};
      ASSERT_EQ(frame_of_rtp(rtp_of_frame(index, rate, kVideoClock), kVideoClock, rate, reference), index);
    }
  }
}

}  // namespace
}  // namespace cw::ptp
