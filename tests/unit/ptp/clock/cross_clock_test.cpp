#include "ptp/clock/cross_clock.h"

#include <gtest/gtest.h>

#include "ptp/clock/kernel_time.h"
#include "ptp/clock/local_counter.h"

namespace cw::ptp {
namespace {

struct CrossClockTest : testing::Test {
  /// A reading an interval after the last, of a clock that gains `ppm`, in a bracket of `width_ns`.
  void observe(int64_t width_ns = 40, int64_t early_ns = 0) {
    local_ns += kIntervalNs;
    other += static_cast<double>(kIntervalNs) * (1 + ppm / 1e6);
    sut.observe(static_cast<int64_t>(other), LocalTime::from_ns(local_ns - width_ns / 2 - early_ns),
                LocalTime::from_ns(local_ns + width_ns / 2 - early_ns));
  }
  [[nodiscard]] double error_ns(int64_t ahead_ns = 0) const {
    const double then = other + static_cast<double>(ahead_ns) * (1 + ppm / 1e6);
    return static_cast<double>(
        (*sut.to_local(static_cast<int64_t>(then)) - LocalTime::from_ns(local_ns + ahead_ns)).count());
  }

  static constexpr int64_t kIntervalNs = 125'000'000;
  int64_t local_ns = 5'000'000'000;
  double other = 1'000'000'000'000'000;  // small enough for a double to hold ns
  double ppm = 50;
  CrossClock sut;
};

TEST_F(CrossClockTest, KnowsNothingBeforeTheFirstReading) {
  EXPECT_FALSE(sut.to_local(0));
  EXPECT_FALSE(sut.to_other(LocalTime{}));
}

TEST_F(CrossClockTest, MapsBothWays) {
  for (int i = 0; i < 30; ++i) observe();
  EXPECT_NEAR(error_ns(), 0, 1.5);
  EXPECT_NEAR(error_ns(100'000'000), 0, 2);
  EXPECT_NEAR(error_ns(-100'000'000), 0, 2);
  EXPECT_NEAR(sut.frequency_ppb(), 50'000, 5);
  const auto local = LocalTime::from_ns(local_ns + 77'000'000);
  EXPECT_NEAR(static_cast<double>((*sut.to_local(*sut.to_other(local)) - local).count()), 0, 1);
}

TEST_F(CrossClockTest, FollowsAChangeOfRate) {
  for (int i = 0; i < 30; ++i) observe();
  ppm = -400;
  for (int i = 0; i < 20; ++i) observe();
  EXPECT_NEAR(sut.frequency_ppb(), -400'000, 10);
  EXPECT_NEAR(error_ns(100'000'000), 0, 3);
  EXPECT_EQ(sut.steps(), 0U);
}

TEST_F(CrossClockTest, DoesNotTakeReadingsThatWereInterrupted) {
  for (int i = 0; i < 30; ++i) observe();
  observe(3'000'000, 1'400'000);
  EXPECT_EQ(sut.rejected(), 1U);
  EXPECT_NEAR(error_ns(), 0, 3);
}

TEST_F(CrossClockTest, RecoversFromAnInterruptedFirstReading) {
  observe(4'000'000, 1'900'000);
  for (int i = 0; i < 4; ++i) observe();
  EXPECT_NEAR(error_ns(10'000'000), 0, 2);
}

TEST_F(CrossClockTest, GetsUsedToASlowerBus) {
  for (int i = 0; i < 10; ++i) observe();
  for (int i = 0; i < 40; ++i) observe(2'000);
  const uint64_t rejected = sut.rejected();
  for (int i = 0; i < 10; ++i) observe(2'000);
  EXPECT_EQ(sut.rejected(), rejected);
}

TEST_F(CrossClockTest, SurvivesAStepOfTheOtherClock) {
  for (const double step_ns : {1e9, -1e9, 5e6}) {
    for (int i = 0; i < 20; ++i) observe();
    const uint64_t steps = sut.steps();
    other += step_ns;
    observe();
    EXPECT_EQ(sut.steps(), steps + 1);
    EXPECT_NEAR(error_ns(100'000'000), 0, 3);
  }
}

TEST(CrossClock, MapsTheSystemClockOfThisHost) {
  const auto counter = LocalCounter::create();
  ASSERT_TRUE(counter);
  CrossClock sut;
  for (int i = 0; i < 50; ++i) {
    const LocalTime before = counter->now();
    const int64_t other_ns = read_clock_ns(CLOCK_REALTIME);
    sut.observe(other_ns, before, counter->now());
  }
  const LocalTime before = counter->now();
  const auto mapped = sut.to_local(read_clock_ns(CLOCK_REALTIME));
  const LocalTime after = counter->now();
  ASSERT_TRUE(mapped);
  EXPECT_GE(*mapped, before - Duration{2'000});
  EXPECT_LE(*mapped, after + Duration{2'000});
}

}  // namespace
}  // namespace cw::ptp
