#include "gateway/rtp/frame_indexer.h"

#include <gtest/gtest.h>

#include <random>

namespace cw::rtp {
namespace {

using MediaTime = MediaTimeMapper::MediaTime;

const FrameRate kNtsc = *FrameRate::create(30'000, 1'001);
const FrameRate kNtscFields = *FrameRate::create(60'000, 1'001);
constexpr int64_t kIndex = 52'863'000'000;

MediaTime locked_at(int64_t ticks) {
  return {.ticks = MediaTicks{ticks}, .tai = kVideoClock.time_of(ticks), .locked = true};
}
MediaTime unlocked_at(TaiTime tai) { return {.ticks = MediaTicks{0}, .tai = tai, .locked = false}; }

TEST(FrameIndexer, GivesEveryFrameOfALockedSenderItsIndex) {
  FrameIndexer sut(kNtscFields, kVideoClock);
  for (int64_t n = kIndex; n < kIndex + 10'000; ++n) {
    ASSERT_EQ(sut.index_of(locked_at(kNtscFields.rescale(n, kVideoClock))), n);
  }
}

TEST(FrameIndexer, DoesNotLandASenderThatFloorsOneFrameEarly) {
  FrameIndexer sut(kNtscFields, kVideoClock);  // 1501.5 ticks a frame
  for (int64_t n = kIndex; n < kIndex + 10'000; ++n) {
    ASSERT_EQ(sut.index_of(locked_at(kNtscFields.rescale_floor(n, kVideoClock))), n);
  }
}

TEST(FrameIndexer, PutsBothFieldsOnTheirFrame) {
  FrameIndexer sut(kNtsc, kVideoClock);
  for (int64_t n = kIndex; n < kIndex + 1'000; ++n) {
    ASSERT_EQ(sut.index_of(locked_at(kNtscFields.rescale(2 * n, kVideoClock)), false), n);
    ASSERT_EQ(sut.index_of(locked_at(kNtscFields.rescale(2 * n + 1, kVideoClock)), true), n);
  }
}

TEST(FrameIndexer, DoesNotFlipWithAPhaseBetweenTwoFrames) {
  FrameIndexer sut(kNtsc, kVideoClock);
  std::mt19937 random(9);
  int64_t last = 0;
  for (int64_t n = kIndex; n < kIndex + 10'000; ++n) {
    const auto jitter = Duration{static_cast<int64_t>(random() % 8'000'000) - 4'000'000};
    const int64_t index = sut.index_of(unlocked_at(kNtsc.time_of(n) + kNtsc.period() / 2 + jitter));
    if (last != 0) {
      ASSERT_EQ(index, last + 1);
    }
    last = index;
  }
}

TEST(FrameIndexer, SkipsOneIndexOnceWhenASenderDriftsByAFrame) {
  FrameIndexer sut(Rate::hz(50), kVideoClock);
  int64_t last = 0;
  int slips = 0;
  for (int64_t n = 0; n < 11'000; ++n) {
    const TaiTime tai = Rate::hz(50).time_of(kIndex + n) + Duration{n * 2'000};  // 100 ppm slow: 22 ms in all
    const int64_t index = sut.index_of(unlocked_at(tai));
    if (last != 0 && index != last + 1) ++slips;
    last = index;
  }
  EXPECT_EQ(slips, 1);
}

TEST(FrameIndexer, StartsAnewAtAJump) {
  FrameIndexer sut(Rate::hz(50), kVideoClock);
  EXPECT_EQ(sut.index_of(unlocked_at(Rate::hz(50).time_of(100) + Duration{14'000'000})), 101);
  MediaTime time = unlocked_at(Rate::hz(50).time_of(200) + Duration{6'000'000});
  time.jump = true;
  EXPECT_EQ(sut.index_of(time), 200);
}

}  // namespace
}  // namespace cw::rtp
