#include "gateway/app/splice_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/capturing_output.h"

namespace cw::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr FrameRate kRate = FrameRate::hz(50);
constexpr SampleRate kSamples = SampleRate::hz(48'000);
constexpr GateRoom kRoom{.shut = 2, .holding = 4};

class SpliceGateTest : public testing::Test {
 protected:
  /// Frames of one sender are told from the other's by missing_octets.
  void frame(SpliceGate<bus::VideoFrame>& gate, int64_t index, bool complete = true) {
    bus::VideoLease lease = pool_.try_lease();
    ASSERT_TRUE(lease);
    lease->format.rate = kRate;
    lease->index = index;
    lease->tai = kRate.time_of(index);
    lease->complete = complete;
    lease->missing_octets = &gate == &new_ ? 2 : 1;
    gate.publish(std::move(lease));
  }
  std::vector<std::pair<int64_t, uint32_t>> published() {
    std::vector<std::pair<int64_t, uint32_t>> units;
    for (const auto& lease : output_.published) units.emplace_back(lease->index, lease->missing_octets);
    return units;
  }
  static constexpr std::pair<int64_t, uint32_t> old(int64_t index) { return {index, 1}; }
  static constexpr std::pair<int64_t, uint32_t> from_new(int64_t index) { return {index, 2}; }

  bus::VideoPool pool_{32};
  test::CapturingOutput<bus::VideoLease> output_;
  SpliceGate<bus::VideoFrame> old_{output_, kRoom};
  SpliceGate<bus::VideoFrame> new_{output_, kRoom};
};

TEST_F(SpliceGateTest, LetsNothingThroughWhileShut) {
  frame(old_, 1);
  EXPECT_THAT(published(), IsEmpty());
  EXPECT_TRUE(old_.delivers());
}

TEST_F(SpliceGateTest, HasNotDeliveredBeforeAWholeFrameHasCome) {
  frame(new_, 1, false);
  EXPECT_FALSE(new_.delivers());
  frame(new_, 2);
  EXPECT_TRUE(new_.delivers());
}

TEST_F(SpliceGateTest, HandsOverAtTheCutWithoutRepeatOrGap) {
  old_.open();
  for (int64_t k = 1; k <= 3; ++k) {
    frame(old_, k);
    frame(new_, k);
  }
  new_.hold_from(old_.end_at(kRate.time_of(5)), &old_);
  for (int64_t k = 4; k <= 7; ++k) {
    frame(old_, k);
    frame(new_, k);
  }
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3), old(4), from_new(5), from_new(6), from_new(7)));
  EXPECT_TRUE(old_.is_done());
}

TEST_F(SpliceGateTest, WaitsForASlowerOldSender) {
  old_.open();
  for (int64_t k = 1; k <= 3; ++k) frame(old_, k);
  new_.hold_from(old_.end_at(kRate.time_of(5)), &old_);
  frame(new_, 5);
  frame(new_, 6);
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3)));
  frame(old_, 4);
  new_.poll();
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3), old(4), from_new(5), from_new(6)));
}

TEST_F(SpliceGateTest, WaitsForASlowerNewSender) {
  old_.open();
  for (int64_t k = 1; k <= 3; ++k) frame(old_, k);
  new_.hold_from(old_.end_at(kRate.time_of(5)), &old_);
  for (int64_t k = 4; k <= 7; ++k) frame(old_, k);
  for (int64_t k = 3; k <= 6; ++k) frame(new_, k);
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3), old(4), from_new(5), from_new(6)));
}

TEST_F(SpliceGateTest, CutsLaterWhenTheMomentHasPassed) {
  old_.open();
  for (int64_t k = 1; k <= 6; ++k) frame(old_, k);
  for (int64_t k = 1; k <= 7; ++k) frame(new_, k);
  const TaiTime end = old_.end_at(kRate.time_of(5));
  EXPECT_EQ(end, kRate.time_of(7));
  new_.hold_from(end, &old_);
  frame(old_, 7);
  frame(new_, 8);
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3), old(4), old(5), old(6), from_new(7), from_new(8)));
}

TEST_F(SpliceGateTest, DoesNotWaitForASenderThatHasGone) {
  old_.open();
  frame(old_, 1);
  new_.hold_from(old_.end_at(kRate.time_of(50)), &old_);
  frame(new_, 50);
  EXPECT_THAT(published(), ElementsAre(old(1), from_new(50)));
}

TEST_F(SpliceGateTest, GoesOnWhenTheOldSenderGoesJustBeforeTheCut) {
  old_.open();
  frame(old_, 1);
  new_.hold_from(old_.end_at(kRate.time_of(3)), &old_);
  frame(new_, 3);
  old_.finish();
  new_.poll();
  EXPECT_THAT(published(), ElementsAre(old(1), from_new(3)));
}

TEST_F(SpliceGateTest, KeepsTheLatestFramesAndNoMore) {
  for (int64_t k = 1; k <= 20; ++k) frame(new_, k);
  EXPECT_EQ(pool_.leased(), kRoom.shut);
  new_.hold_from(kRate.time_of(20), &old_);
  for (int64_t k = 21; k <= 40; ++k) frame(new_, k);
  EXPECT_EQ(pool_.leased(), kRoom.holding);
  new_.finish();
  EXPECT_EQ(pool_.leased(), 0U);
}

TEST_F(SpliceGateTest, CutsASlowerRateAtItsOwnBoundary) {
  old_.open();
  for (int64_t k = 1; k <= 3; ++k) frame(old_, k);
  new_.hold_from(old_.end_at(kRate.time_of(4)), &old_);
  for (int64_t k = 1; k <= 3; ++k) {
    bus::VideoLease lease = pool_.try_lease();
    lease->format.rate = FrameRate::hz(25);
    lease->index = k;
    lease->tai = FrameRate::hz(25).time_of(k);
    lease->complete = true;
    lease->missing_octets = 2;
    new_.publish(std::move(lease));
  }
  EXPECT_THAT(published(), ElementsAre(old(1), old(2), old(3), from_new(2), from_new(3)));
}

class SpliceGateOfAudioTest : public testing::Test {
 protected:
  void block(SpliceGate<bus::AudioBlock>& gate, int64_t number, Duration late = {}) {
    bus::AudioLease lease = pool_.try_lease();
    ASSERT_TRUE(lease);
    lease->prepare({}, 48);
    lease->first_sample = number * 48;
    lease->tai = kSamples.time_of(lease->first_sample) + late;
    gate.publish(std::move(lease));
  }

  bus::AudioPool pool_{64};
  test::CapturingOutput<bus::AudioLease> output_;
  SpliceGate<bus::AudioBlock> old_{output_, {.shut = 8, .holding = 16}};
  SpliceGate<bus::AudioBlock> new_{output_, {.shut = 8, .holding = 16}};
};

TEST_F(SpliceGateOfAudioTest, CutsBetweenTwoSamplesOfTheTaiGrid) {
  old_.open();
  for (int64_t b = 0; b < 5; ++b) block(old_, b);
  const TaiTime cut = FrameRate::create(30000, 1001)->time_of(1);
  new_.hold_from(old_.end_at(cut), &old_);
  for (int64_t b = 5; b < 40; ++b) {
    block(old_, b);
    block(new_, b);
  }
  ASSERT_EQ(output_.published.size(), 40U);
  for (int64_t b = 0; b < 40; ++b) EXPECT_EQ(output_.published[static_cast<size_t>(b)]->first_sample, b * 48);
}

TEST_F(SpliceGateOfAudioTest, LeavesNoGapBehindAnUnlockedSenderWhenTheMomentHasPassed) {
  constexpr Duration kOffTheGrid = std::chrono::microseconds(300);
  old_.open();
  for (int64_t b = 0; b < 5; ++b) block(old_, b, kOffTheGrid);
  for (int64_t b = 0; b < 6; ++b) block(new_, b);
  const TaiTime end = old_.end_at(kSamples.time_of(3 * 48));
  EXPECT_EQ(end, kSamples.time_of(5 * 48) + kOffTheGrid);
  new_.hold_from(end, &old_);
  new_.poll();
  ASSERT_EQ(output_.published.size(), 6U);
  EXPECT_LE(output_.published.back()->tai, end);
}

}  // namespace
}  // namespace cw::app
