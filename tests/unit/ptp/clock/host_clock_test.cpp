#include "ptp/clock/host_clock.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

TEST(HostClock, ComesInTwoKindsThatAgreeAtTheStart) {
  const auto system = create_clock(ClockKind::kSystem);
  const auto free = create_clock(ClockKind::kFree);
  ASSERT_TRUE(system);
  ASSERT_TRUE(free);
  const Duration difference = (*system)->now() - (*free)->now();
  EXPECT_LT(difference, std::chrono::milliseconds{100});
  EXPECT_GT(difference, -std::chrono::milliseconds{100});
  EXPECT_EQ((*system)->utc_offset_s(), (*free)->utc_offset_s());
  EXPECT_NE((*system)->describe(), (*free)->describe());
}

}  // namespace
}  // namespace cw::ptp
