#include "gateway/essence/video_20/frame_order.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::essence {
namespace {

using MediaTime = rtp::MediaTimeMapper::MediaTime;

MediaTime locked_at(int64_t ticks) {
  return {.ticks = MediaTicks{ticks}, .tai = kVideoClock.time_of(ticks), .locked = true};
}
UnitKey key_at(int64_t ticks, bool second_field = false) { return {MediaTicks{ticks}.wrapped(), second_field}; }

constexpr int64_t kStart = test::kSomeSecond * 90'000;

TEST(FrameOrder, TakesTheNearestIndex) {
  auto format = test::video_format(1920, 1080, 10);
  format.rate = *Rate::create(60'000, 1001);
  FrameOrder sut(format);
  const int64_t frame = 101'898'101'899;
  const int64_t floored = format.rate.rescale_floor(frame, kVideoClock);  // a sender that cuts 1501.5 ticks off
  const auto place = sut.place(key_at(floored), locked_at(floored));
  EXPECT_EQ(place.index, frame);
  EXPECT_TRUE(place.newest);
}

TEST(FrameOrder, PlacesLateUnitsByTheirDistanceToTheNewest) {
  FrameOrder sut(test::video_format(1920, 1080, 10));
  const int64_t newest = sut.place(key_at(kStart), locked_at(kStart)).index;
  const auto place = sut.place(key_at(kStart - 3 * 1800), locked_at(kStart - 3 * 1800));
  EXPECT_EQ(place.index, newest - 3);
  EXPECT_FALSE(place.newest);
}

TEST(FrameOrder, StartsAnewAfterALargeStepBack) {
  FrameOrder sut(test::video_format(1920, 1080, 10));
  (void)sut.place(key_at(kStart), locked_at(kStart));
  const int64_t other = kStart - 90'000 * 20;
  const auto place = sut.place(key_at(other), locked_at(other));
  EXPECT_TRUE(place.newest);
  EXPECT_EQ(place.index, (test::kSomeSecond - 20) * 50);
}

TEST(FrameOrder, PairsTheFieldsOfAFrame) {
  FrameOrder sut(test::video_format(1920, 1080, 10, bus::Scan::kInterlaced));
  FrameIdentity frame;
  frame.add(key_at(kStart));
  EXPECT_TRUE(sut.is_other_unit(frame, key_at(kStart + 1800, true)));
  EXPECT_TRUE(sut.is_other_unit(frame, key_at(kStart, true)));
  EXPECT_FALSE(sut.is_other_unit(frame, key_at(kStart - 1800, true)));
  EXPECT_FALSE(sut.is_other_unit(frame, key_at(kStart + 3600 + 1800, true)));
  EXPECT_FALSE(sut.is_other_unit(frame, key_at(kStart + 1800, false)));
}

TEST(FrameOrder, PairsNoFieldsHalfTheRangeOfTimeStampsApart) {
  FrameOrder sut(test::video_format(1920, 1080, 10, bus::Scan::kInterlaced));
  for (const bool second : {false, true}) {
    FrameIdentity frame;
    frame.add(key_at(kStart, !second));
    EXPECT_FALSE(sut.is_other_unit(frame, key_at(kStart + (int64_t{1} << 31), second))) << "that has no sign";
  }
}

TEST(FrameOrder, FindsTheFrameOfALoneSecondField) {
  FrameOrder sut(test::video_format(1920, 1080, 10, bus::Scan::kInterlaced));
  const auto place = sut.place(key_at(kStart + 1800, true), locked_at(kStart + 1800));
  EXPECT_EQ(place.index, test::kSomeSecond * 25);
}

TEST(FrameOrder, FindsTheFrameOfALoneSecondSegment) {
  FrameOrder sut(test::video_format(1920, 1080, 10, bus::Scan::kPsf));
  EXPECT_EQ(sut.place(key_at(kStart, true), locked_at(kStart)).index, test::kSomeSecond * 25);
}

TEST(FrameOrder, LearnsThatSegmentsHaveTimeStampsOfTheirOwn) {
  FrameOrder sut(test::video_format(1920, 1080, 10, bus::Scan::kPsf));
  FrameIdentity frame;
  frame.index = sut.place(key_at(kStart), locked_at(kStart)).index;
  frame.add(key_at(kStart));
  EXPECT_TRUE(sut.is_other_unit(frame, key_at(kStart + 1800, true)));
  const int64_t lone = kStart + 2 * 3600 + 1800;
  EXPECT_EQ(sut.place(key_at(lone, true), locked_at(lone)).index, test::kSomeSecond * 25 + 2);
}

}  // namespace
}  // namespace cw::essence
