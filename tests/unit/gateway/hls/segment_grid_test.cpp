#include "gateway/hls/segment_grid.h"

#include <gtest/gtest.h>

namespace cw::hls {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Rate kNtsc60 = *Rate::create(60000, 1001);
const Rate kFilm = *Rate::create(24000, 1001);
const Rate kAudio = Rate::hz(48'000);
constexpr int64_t kCentury = 100LL * 366 * 86'400;  // seconds

TEST(SegmentGrid, RoundsTheDurationToWholeGops) {
  EXPECT_EQ(SegmentGrid::frames_for(seconds(2), Rate::hz(50), 100), 100);
  EXPECT_EQ(SegmentGrid::frames_for(seconds(4), Rate::hz(50), 100), 200);
  EXPECT_EQ(SegmentGrid::frames_for(seconds(2), kNtsc60, 0), 120);
  EXPECT_EQ(SegmentGrid::frames_for(seconds(6), kNtsc60, 120), 360);
  EXPECT_EQ(SegmentGrid::frames_for(milliseconds(500), Rate::hz(50), 100), 100) << "never less than one GOP";
}

TEST(SegmentGrid, NumbersVideoByItsFrameIndexOverACentury) {
  for (const Rate rate : {Rate::hz(50), kNtsc60, kFilm}) {
    const SegmentGrid sut(rate, 48);
    const int64_t number = rate.index_at(TaiTime::from_ns(kCentury * kNsPerSecond)) / 48;
    const int64_t first = sut.first_event(number, rate, 1);
    EXPECT_EQ(first, number * 48);
    EXPECT_EQ(sut.number_of(first, rate), number);
    EXPECT_EQ(sut.number_of(first - 1, rate), number - 1);
  }
}

TEST(SegmentGrid, CutsAudioAtTheFirstFrameOnOrAfterTheVideoBoundary) {
  for (const Rate rate : {Rate::hz(50), kNtsc60, kFilm}) {
    const SegmentGrid sut(rate, 120);
    const int64_t origin = rate.index_at(TaiTime::from_ns(kCentury * kNsPerSecond)) / 120;
    for (int64_t number = origin; number < origin + 500; ++number) {
      const int64_t first = sut.first_event(number, kAudio, 1024);
      const TaiTime boundary = rate.time_of(number * 120);
      EXPECT_EQ(first % 1024, 0);
      EXPECT_GE(kAudio.time_of(first), boundary);
      EXPECT_LT(kAudio.time_of(first - 1024), boundary);
      EXPECT_EQ(sut.number_of(first, kAudio), number);
      EXPECT_EQ(sut.number_of(first - 1024, kAudio), number - 1);
    }
  }
}

TEST(SegmentGrid, GivesARenditionOfHalfTheRateTheSameNumbers) {
  const SegmentGrid sut(Rate::hz(50), 100);
  EXPECT_EQ(sut.first_event(7, Rate::hz(25), 1), 350);
  EXPECT_EQ(sut.number_of(350, Rate::hz(25)), 7);
  EXPECT_EQ(sut.number_of(349, Rate::hz(25)), 6);
}

}  // namespace
}  // namespace cw::hls
