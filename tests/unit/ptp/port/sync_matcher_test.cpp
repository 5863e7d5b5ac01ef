#include "ptp/port/sync_matcher.h"

#include <chrono>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

using namespace std::chrono_literals;

struct SyncMatcherTest : testing::Test {
  PortFaults faults;
  SyncMatcher sut{faults};

  static LocalTime at(Duration since) { return LocalTime{} + since; }
  static Header header(uint16_t sequence, bool two_step, int64_t correction = 0) {
    Header header;
    header.sequence = sequence;
    header.flags = two_step ? flags::kTwoStep : uint16_t{0};
    header.correction = correction;
    return header;
  }
  std::optional<MatchedSync> sync(uint16_t sequence, Duration when, int64_t correction = 0) {
    return sut.on_sync(header(sequence, true, correction), {}, at(when));
  }
  std::optional<MatchedSync> follow_up(uint16_t sequence, int64_t origin_ns, int64_t correction = 0) {
    return sut.on_follow_up(header(sequence, false, correction), {origin_ns}, at(1ms));
  }
};

TEST_F(SyncMatcherTest, AOneStepSyncIsComplete) {
  const auto sample = sut.on_sync(header(1, false, 5), {1'000}, at(7ns));
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->received, at(7ns));
  EXPECT_EQ(sample->origin_ns, 1'000);
  EXPECT_EQ(static_cast<int64_t>(sample->correction), 5);
}

TEST_F(SyncMatcherTest, AddsBothCorrections) {
  EXPECT_FALSE(sync(1, 7ns, 3));
  const auto sample = follow_up(1, 500, -10);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->received, at(7ns));
  EXPECT_EQ(sample->origin_ns, 500);
  EXPECT_EQ(static_cast<int64_t>(sample->correction), -7);
}

TEST_F(SyncMatcherTest, TakesTheFollowUpFirst) {
  EXPECT_FALSE(follow_up(1, 500, -10));
  const auto sample = sync(1, 7ns, 3);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->received, at(7ns));
  EXPECT_EQ(static_cast<int64_t>(sample->correction), -7);
}

TEST_F(SyncMatcherTest, UsesEachPairOnce) {
  sync(1, 0ns);
  EXPECT_TRUE(follow_up(1, 500));
  EXPECT_FALSE(follow_up(1, 500));
  EXPECT_FALSE(sync(1, 5ns));
  EXPECT_FALSE(follow_up(1, 500));
  EXPECT_EQ(faults.old_sync, 3U);
  EXPECT_EQ(faults.missing_follow_up, 0U);
}

TEST_F(SyncMatcherTest, KeepsTheFirstArrivalOfADuplicate) {
  sync(1, 10ns);
  sync(1, 90ns);
  const auto sample = follow_up(1, 500);
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->received, at(10ns));
}

TEST_F(SyncMatcherTest, GivesNoSampleOutOfOrder) {
  sync(1, 0ns);
  sync(2, 10ns);
  EXPECT_TRUE(follow_up(2, 500));
  EXPECT_FALSE(follow_up(1, 400));
  EXPECT_EQ(faults.old_sync, 1U);
}

TEST_F(SyncMatcherTest, CountsSyncsWithoutFollowUp) {
  for (uint16_t sequence = 1; sequence <= 20; ++sequence) sync(sequence, sequence * 125ms);
  EXPECT_GE(faults.missing_follow_up, 12U);
}

TEST_F(SyncMatcherTest, GoesOnAcrossTheWrapOfTheSequence) {
  for (const uint16_t sequence : {uint16_t{65'534}, uint16_t{65'535}, uint16_t{0}, uint16_t{1}}) {
    sync(sequence, 0ns);
    EXPECT_TRUE(follow_up(sequence, 500));
  }
}

TEST_F(SyncMatcherTest, GoesOnWithAMasterThatHasRestarted) {
  sync(30, 0ns);
  follow_up(30, 0);
  int samples = 0;
  for (uint16_t sequence = 0; sequence < 10; ++sequence) {
    sync(sequence, 0ns);
    samples += follow_up(sequence, 500) ? 1 : 0;
  }
  EXPECT_GE(samples, 6);
}

TEST_F(SyncMatcherTest, RefusesACorrectionThatIsTooBig) {
  EXPECT_FALSE(sut.on_sync(header(1, false, kCorrectionTooBig), {1'000}, at(7ns)));
  EXPECT_EQ(faults.bad_correction, 1U);
}

TEST(WireTimeTest, RoundsOnceAndRefusesWhatNoClockTells) {
  EXPECT_EQ(corrected_ns(100, 0x7FFF), 100);
  EXPECT_EQ(corrected_ns(100, 0x8000), 101);
  EXPECT_EQ(corrected_ns(100, -0x18000), 99);
  EXPECT_EQ(corrected_ns(0, Correction{3'000'000'000} * 0x10000), 3'000'000'000);
  EXPECT_FALSE(corrected_ns(INT64_MAX - 5, Correction{10} * 0x10000));
  EXPECT_TRUE(corrected_ns(0, Correction{INT64_MIN} * 2));
}

}  // namespace
}  // namespace cw::ptp
