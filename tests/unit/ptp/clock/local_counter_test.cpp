#include "ptp/clock/local_counter.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "ptp/clock/kernel_time.h"

namespace cw::ptp {
namespace {

/// How much the counter gains on CLOCK_MONOTONIC_RAW while a tenth of a second is spun away.
double gained_ppm(const LocalCounter& sut) {
  constexpr int64_t kSpanNs = 100'000'000;
  const int64_t raw_ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
  const LocalTime start = sut.now();
  int64_t now_ns = raw_ns;
  while (now_ns < raw_ns + kSpanNs) now_ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
  const auto raw = static_cast<double>(now_ns - raw_ns);
  return (static_cast<double>((sut.now() - start).count()) - raw) / raw * 1e6;
}

TEST(LocalCounter, CountsNanosecondsOfTheRawClock) {
  const auto sut = LocalCounter::create();
  ASSERT_TRUE(sut);
  // Any interruption shows as an error of this test, so that the best of a few tries counts.
  double best = 1e9;
  for (int i = 0; i < 5; ++i) best = std::min(best, std::abs(gained_ppm(*sut)));
  EXPECT_LT(best, 10);
  EXPECT_NEAR(static_cast<double>(sut->now().ns() - read_clock_ns(CLOCK_MONOTONIC_RAW)), 0, 5e6);
}

TEST(LocalCounter, NeverGoesBack) {
  const auto sut = LocalCounter::create();
  ASSERT_TRUE(sut);
  LocalTime last = sut->now();
  for (int i = 0; i < 1'000'000; ++i) {
    const LocalTime now = sut->now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(LocalCounter, CanDoWithoutTheTsc) {
  const auto sut = LocalCounter::create_from_kernel();
  ASSERT_TRUE(sut);
  EXPECT_FALSE(sut->is_tsc());
  const int64_t before_ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
  const LocalTime now = sut->now();
  EXPECT_GE(now.ns(), before_ns);
  EXPECT_LE(now.ns(), read_clock_ns(CLOCK_MONOTONIC_RAW));
}

TEST(LocalCounter, CopiesShareTheTimeLine) {
  const auto sut = LocalCounter::create();
  ASSERT_TRUE(sut);
  const LocalCounter copy = *sut;
  const LocalTime first = sut->now();
  const LocalTime second = copy.now();
  EXPECT_LE(first, second);
  EXPECT_LE(second, sut->now());
}

TEST(LocalCounter, CanBeDrivenByATest) {
  std::atomic<int64_t> ns{5};
  const LocalCounter sut = LocalCounter::driven_by(ns);
  EXPECT_EQ(sut.now(), LocalTime::from_ns(5));
  ns = 9;
  EXPECT_EQ(sut.now(), LocalTime::from_ns(9));
}

}  // namespace
}  // namespace cw::ptp
