#include "ptp/clock/free_running_clock.h"

#include <gtest/gtest.h>

#include "ptp/clock/kernel_time.h"
#include "tests/support/fake_clock.h"

namespace cw::ptp {
namespace {

TEST(FreeRunningClock, StartsAtItsReferenceAndCountsOnByItself) {
  test::FakeClock reference(TaiTime::from_ns(1'000'000'000'000));
  reference.set_utc_offset_s(36);
  const int64_t raw_before_ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
  const FreeRunningClock sut(reference);
  reference.advance(std::chrono::hours{1});
  const Duration since_start = sut.now() - TaiTime::from_ns(1'000'000'000'000);
  const int64_t raw_elapsed_ns = read_clock_ns(CLOCK_MONOTONIC_RAW) - raw_before_ns;
  EXPECT_GE(since_start.count(), 0);
  EXPECT_LE(since_start.count(), raw_elapsed_ns);
  EXPECT_EQ(sut.utc_offset_s(), 36);
}

TEST(FreeRunningClock, NeverGoesBack) {
  const test::FakeClock reference;
  const FreeRunningClock sut(reference);
  TaiTime last = sut.now();
  for (int i = 0; i < 10'000; ++i) {
    const TaiTime now = sut.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace cw::ptp
