#include "ptp/servo/offset_estimator.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

constexpr int64_t kMasterNs = 1'800'000'000'000'000'000;

struct OffsetEstimatorTest : testing::Test {
  /// One exchange an eighth of a second after the last, the master gaining 20 ppm.
  void exchange(int64_t master_ns = kMasterNs, int64_t forward_ns = 3'000, int64_t reverse_ns = 3'000) {
    at += std::chrono::milliseconds{125};
    const int64_t gained = (at.ns() - kStart) / 50'000;
    sut.add_forward(at, at.ns() + master_ns + gained - forward_ns);
    sut.add_reverse(at, at.ns() + master_ns + gained + reverse_ns);
  }
  std::optional<OffsetEstimate> after(int exchanges) {
    for (int i = 0; i < exchanges; ++i) exchange();
    return sut.update(at);
  }

  static constexpr int64_t kStart = 1'000'000'000;
  LocalTime at = LocalTime::from_ns(kStart);
  OffsetEstimator sut{std::chrono::seconds{20}, std::chrono::microseconds{100}};
};

TEST_F(OffsetEstimatorTest, SaysNothingOfTooFewSamples) {
  EXPECT_FALSE(after(5));
  EXPECT_TRUE(after(5));
}

TEST_F(OffsetEstimatorTest, FindsOffsetFrequencyAndPathDelay) {
  const auto estimate = after(40);
  ASSERT_TRUE(estimate);
  EXPECT_NEAR(estimate->frequency_ppb, 20'000, 1);
  EXPECT_NEAR(estimate->path_delay_ns, 3'000, 1);
  const int64_t truth = kMasterNs + (at.ns() - kStart) / 50'000;
  EXPECT_NEAR(static_cast<double>(estimate->base_ns - truth) + estimate->offset_ns, 0, 2);
  EXPECT_NEAR(estimate->offset_at(at + std::chrono::seconds{1}) - estimate->offset_ns, 20'000, 1);
}

TEST_F(OffsetEstimatorTest, TellsOutliersAndSamplesOutOfOrder) {
  ASSERT_TRUE(after(20));
  const int64_t now = at.ns() + 1'000'000;
  const int64_t sent = now + kMasterNs + (now - kStart) / 50'000 - 3'000;
  EXPECT_FALSE(sut.add_forward(LocalTime::from_ns(now), sent - 1'000'000));
  EXPECT_TRUE(sut.add_forward(LocalTime::from_ns(now + 1), sent));
  EXPECT_FALSE(sut.add_forward(LocalTime::from_ns(now), sent));
}

TEST_F(OffsetEstimatorTest, TellsAJumpOfTheMasterFromALongerPath) {
  ASSERT_TRUE(after(40));
  for (int i = 0; i < 4; ++i) exchange(kMasterNs + 1'000'000);
  EXPECT_EQ(sut.find_break(), LineBreak::kJump);
  EXPECT_EQ(sut.find_break(), LineBreak::kNone);

  for (int i = 0; i < 20; ++i) exchange(kMasterNs + 1'000'000);
  ASSERT_TRUE(sut.update(at));
  for (int i = 0; i < 7; ++i) exchange(kMasterNs + 1'000'000, 50'000, 50'000);
  EXPECT_EQ(sut.find_break(), LineBreak::kNone);
  exchange(kMasterNs + 1'000'000, 50'000, 50'000);
  EXPECT_EQ(sut.find_break(), LineBreak::kPath);
}

TEST_F(OffsetEstimatorTest, CallsASmallShiftABend) {
  ASSERT_TRUE(after(40));
  for (int i = 0; i < 4; ++i) exchange(kMasterNs + 20'000);
  EXPECT_EQ(sut.find_break(), LineBreak::kBend);
}

TEST_F(OffsetEstimatorTest, KeepsTheFrequencyWhenSamplesAreForgotten) {
  ASSERT_TRUE(after(60));
  sut.forget_samples();
  const auto estimate = after(7);
  ASSERT_TRUE(estimate);
  EXPECT_NEAR(estimate->frequency_ppb, 20'000, 5);
  EXPECT_LT(estimate->sigma_ppb, 200);
}

TEST_F(OffsetEstimatorTest, TakesALinkDelayInPlaceOfTheReverseDirection) {
  for (int i = 0; i < 20; ++i) {
    at += std::chrono::milliseconds{125};
    sut.add_forward(at, at.ns() + kMasterNs - 3'000);
    sut.add_link_delay(Duration{3'000});
  }
  const auto estimate = sut.update(at);
  ASSERT_TRUE(estimate);
  EXPECT_NEAR(static_cast<double>(estimate->base_ns - kMasterNs) + estimate->offset_ns, 0, 2);
  EXPECT_NEAR(estimate->path_delay_ns, 3'000, 1);
}

}  // namespace
}  // namespace cw::ptp
