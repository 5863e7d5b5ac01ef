#include "gateway/bridge/conform/frame_synchroniser.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace cw::bridge {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr FrameRate kOutput = FrameRate::hz(50);
constexpr int64_t kStart = 85'000'000'000;

SourcePicture picture(FrameRate rate, int64_t index, bool locked = true, Duration offset = {}) {
  SourcePicture out;
  out.format.rate = rate;
  out.index = index;
  out.tai = rate.time_of(index) + offset;
  out.locked = locked;
  return out;
}

TEST(FrameSynchroniser, ShowsFrameNInOutputFrameNWhenLockedAtTheSameRate) {
  FrameSynchroniser sut(kOutput, 16);
  for (int64_t n = 0; n < 8; ++n) sut.push(picture(kOutput, kStart + n));
  for (int64_t n = 0; n < 8; ++n) {
    ASSERT_EQ(sut.select(kStart + n), Shown::kFresh);
    EXPECT_EQ(sut.take().index, kStart + n);
  }
  EXPECT_EQ(sut.select(kStart + 8), Shown::kMissing);
}

TEST(FrameSynchroniser, DoesNotShowANeighbourForAFrameThatWasLost) {
  FrameSynchroniser sut(kOutput, 16);
  sut.push(picture(kOutput, kStart));
  sut.push(picture(kOutput, kStart + 2));
  EXPECT_EQ(sut.select(kStart), Shown::kFresh);
  EXPECT_EQ(sut.select(kStart + 1), Shown::kMissing);
  ASSERT_EQ(sut.select(kStart + 2), Shown::kFresh);
  EXPECT_EQ(sut.take().index, kStart + 2);
  EXPECT_EQ(sut.counts().dropped, 0U);
}

TEST(FrameSynchroniser, CountsAFrameThatComesAfterItsOutput) {
  FrameSynchroniser sut(kOutput, 16);
  EXPECT_EQ(sut.select(kStart), Shown::kMissing);
  sut.push(picture(kOutput, kStart));
  EXPECT_EQ(sut.counts().late, 1U);
  EXPECT_EQ(sut.waiting(), 0U);
}

TEST(FrameSynchroniser, ShowsAPictureOfHalfTheRateTwiceAndCallsThatRight) {
  FrameSynchroniser sut(kOutput, 16);
  const FrameRate half = FrameRate::hz(25);
  for (int64_t n = 0; n < 5; ++n) sut.push(picture(half, kStart / 2 + n));
  for (int64_t n = 0; n < 10; ++n) {
    EXPECT_EQ(sut.select(kStart + n), n % 2 == 0 ? Shown::kFresh : Shown::kRateRepeated) << n;
  }
  EXPECT_EQ(sut.select(kStart + 10), Shown::kMissing) << "the sixth picture did not come";
}

TEST(FrameSynchroniser, LeavesOutEverySecondPictureOfTwiceTheRate) {
  FrameSynchroniser sut(FrameRate::hz(25), 16);
  for (int64_t n = 0; n < 10; ++n) sut.push(picture(kOutput, kStart + n));
  for (int64_t n = 0; n < 5; ++n) {
    ASSERT_EQ(sut.select(kStart / 2 + n), Shown::kFresh);
    EXPECT_EQ(sut.take().index, kStart + 2 * n);
  }
  EXPECT_EQ(sut.counts().rate_dropped, 4U);
  EXPECT_EQ(sut.counts().dropped, 0U);
}

TEST(FrameSynchroniser, NeverShowsAFutureOrRepeatsForNoReasonBetween5994And50) {
  const FrameRate input = *FrameRate::create(60'000, 1001);
  FrameSynchroniser sut(kOutput, 16);
  int64_t next = input.index_at(kOutput.time_of(kStart)) - 1;
  for (int64_t k = kStart; k < kStart + 5000; ++k) {
    while (input.time_of(next) < kOutput.time_of(k) + milliseconds{60}) sut.push(picture(input, next++));
    ASSERT_EQ(sut.select(k), Shown::kFresh);
    const TaiTime shown = sut.take().tai;
    ASSERT_LE(shown, kOutput.time_of(k) + milliseconds{1});
    ASSERT_GT(shown, kOutput.time_of(k) - milliseconds{17});
  }
}

/// Output frames first … first + count − 1 with a sender at `input` whose pictures are `phase` off the grid and jittery.
std::map<Shown, int> run_unlocked(FrameSynchroniser& sut, FrameRate input, Duration phase, int64_t count) {
  std::map<Shown, int> out;
  int64_t next = input.index_at(kOutput.time_of(kStart));
  for (int64_t k = kStart; k < kStart + count; ++k) {
    while (input.time_of(next) + phase < kOutput.time_of(k) + milliseconds{60}) {
      const Duration jitter = microseconds{(next * 7919) % 2000 - 1000};
      sut.push(picture(kOutput, next, false, input.time_of(next) - kOutput.time_of(next) + phase + jitter));
      ++next;
    }
    ++out[sut.select(k)];
  }
  return out;
}

TEST(FrameSynchroniser, PassesAnUnlockedSenderThroughWhateverItsPhase) {
  for (const auto phase : {milliseconds{0}, milliseconds{5}, milliseconds{10}, milliseconds{15}}) {
    FrameSynchroniser sut(kOutput, 16);
    auto shown = run_unlocked(sut, kOutput, phase, 5000);
    EXPECT_LE(shown[Shown::kMissing], 1) << phase.count() << " ms: jitter must not flip it";
    EXPECT_LE(sut.counts().dropped, 1U);
  }
}

TEST(FrameSynchroniser, RepeatsOneFrameEachTimeASlowSenderHasLostAFrame) {
  const FrameRate slow = *FrameRate::create(49'950, 1000);  // 0.1 %: one frame in 1000
  FrameSynchroniser sut(kOutput, 16);
  auto shown = run_unlocked(sut, slow, {}, 10'000);
  EXPECT_NEAR(shown[Shown::kMissing], 10, 1);
  EXPECT_LE(sut.counts().dropped, 1U);
}

TEST(FrameSynchroniser, DropsOneFrameEachTimeAFastSenderHasGainedAFrame) {
  const FrameRate fast = *FrameRate::create(50'050, 1000);
  FrameSynchroniser sut(kOutput, 16);
  auto shown = run_unlocked(sut, fast, {}, 10'000);
  EXPECT_LE(shown[Shown::kMissing], 1);
  EXPECT_NEAR(static_cast<double>(sut.counts().dropped), 10, 1);
}

TEST(FrameSynchroniser, KeepsNoMoreThanItsCapacity) {
  FrameSynchroniser sut(kOutput, 4);
  for (int64_t n = 0; n < 10; ++n) sut.push(picture(kOutput, kStart + n));
  EXPECT_EQ(sut.waiting(), 4U);
  EXPECT_EQ(sut.counts().dropped, 6U);
}

TEST(FrameSynchroniser, GivesUpWhatWaitsWhenTheSendersTimeGoesBack) {
  FrameSynchroniser sut(kOutput, 8);
  sut.push(picture(kOutput, kStart + 5));
  sut.push(picture(kOutput, kStart + 6));
  sut.push(picture(kOutput, kStart + 1));
  ASSERT_EQ(sut.select(kStart + 1), Shown::kFresh);
  EXPECT_EQ(sut.waiting(), 0U);
}

TEST(FrameSynchroniser, HandsOverWhatWaits) {
  FrameSynchroniser sut(kOutput, 8);
  sut.push(picture(kOutput, kStart));
  sut.push(picture(kOutput, kStart + 1));
  EXPECT_EQ(sut.take_waiting().size(), 2U);
  EXPECT_EQ(sut.waiting(), 0U);
}

}  // namespace
}  // namespace cw::bridge
