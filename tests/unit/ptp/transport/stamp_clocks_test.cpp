#include "ptp/transport/stamp_clocks.h"

#include <atomic>
#include <ctime>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

int64_t realtime_ns() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return int64_t{time.tv_sec} * kNsPerSecond + time.tv_nsec;
}

TEST(StampClocks, BringASoftwareStampBetweenTheReadingsAroundIt) {
  const auto counter = LocalCounter::create();
  ASSERT_TRUE(counter);
  StampClocks sut(*counter, std::nullopt);
  const LocalTime before = counter->now();
  const int64_t stamp = realtime_ns();
  const LocalTime after = counter->now();
  const auto local = sut.local_of({.software_ns = stamp});
  ASSERT_TRUE(local);
  EXPECT_GE(*local, before - std::chrono::microseconds{20});
  EXPECT_LE(*local, after + std::chrono::microseconds{20});
}

TEST(StampClocks, HaveNothingToSayOfNoStamp) {
  StampClocks sut(LocalCounter::create().value(), std::nullopt);
  EXPECT_FALSE(sut.local_of({}));
}

TEST(StampClocks, WithoutAHardwareClockIgnoreItsStamps) {
  StampClocks sut(LocalCounter::create().value(), std::nullopt);
  EXPECT_FALSE(sut.local_of({.hardware_ns = 12'345}));
  EXPECT_TRUE(sut.local_of({.software_ns = realtime_ns(), .hardware_ns = 12'345}));
}

TEST(StampClocks, DoubtAStampOnceTheClockWasSet) {
  // The counter goes back by ten seconds: for the comparison the same as a clock that was set forward.
  std::atomic<int64_t> driver{100 * kNsPerSecond};
  StampClocks sut(LocalCounter::driven_by(driver), std::nullopt);
  driver = 90 * kNsPerSecond;
  EXPECT_FALSE(sut.local_of({.software_ns = realtime_ns()}));
  EXPECT_TRUE(sut.local_of({.software_ns = realtime_ns()}));
}

}  // namespace
}  // namespace cw::ptp
