#include "ptp/clock/kernel_time.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cw::ptp {
namespace {

TEST(KernelTime, KnowsTheDistanceBetweenItsClocks) {
  const int64_t difference_ns = read_clock_ns(CLOCK_TAI) - read_clock_ns(CLOCK_REALTIME);
  EXPECT_LT(std::abs(difference_ns - kernel_tai_offset_s() * int64_t{1'000'000'000}), 500'000'000);
}

}  // namespace
}  // namespace cw::ptp
