#include "ptp/clock/system_clock.h"

#include <gtest/gtest.h>

#include "ptp/clock/kernel_time.h"
#include "tests/support/allocation_guard.h"

namespace cw::ptp {
namespace {

constexpr Duration kHalfASecond{500'000'000};

Duration distance(TaiTime a, TaiTime b) { return a > b ? a - b : b - a; }

TEST(SystemClock, AddsTheLeapSecondsItKnowsWhenTheKernelHasNone) {
  const SystemClock sut(0);
  const TaiTime expected = TaiTime::from_ns(read_clock_ns(CLOCK_REALTIME)) + std::chrono::seconds{37};
  EXPECT_LT(distance(sut.now(), expected), kHalfASecond);
  EXPECT_EQ(sut.utc_offset_s(), 37);
  EXPECT_NE(sut.describe().find("built-in leap second table"), std::string::npos);
}

TEST(SystemClock, TakesTheKernelsTaiWhenThereIsOne) {
  const SystemClock sut(37);
  EXPECT_LT(distance(sut.now(), TaiTime::from_ns(read_clock_ns(CLOCK_TAI))), kHalfASecond);
  EXPECT_NE(sut.describe().find("from the kernel"), std::string::npos);
}

TEST(SystemClock, IsReadWithoutAllocation) {
  const SystemClock sut(0);
  const test::AllocationGuard guard;
  TaiTime last = sut.now();
  for (int i = 0; i < 1000; ++i) {
    const TaiTime now = sut.now();
    EXPECT_GE(now, last);
    last = now;
  }
}

}  // namespace
}  // namespace cw::ptp
