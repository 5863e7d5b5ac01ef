#include "gateway/packet_io/hardware_time.h"

#include <gtest/gtest.h>

namespace cw::packet_io {
namespace {

constexpr TaiTime kStart = TaiTime::from_ns(1'700'000'000'000'000'000);

TEST(HardwareTime, SaysNowUntilItKnowsTheRate) {
  HardwareTime sut;
  EXPECT_TRUE(sut.wants_observation(kStart));
  EXPECT_EQ(sut.to_tai(5, kStart), kStart);
  sut.observe(1000, kStart);
  EXPECT_FALSE(sut.wants_observation(kStart + std::chrono::milliseconds(99)));
  EXPECT_EQ(sut.to_tai(2000, kStart + Duration{7}), kStart + Duration{7});
}

TEST(HardwareTime, FollowsADeviceClockOfAnyRate) {
  HardwareTime sut;
  sut.observe(1'000'000, kStart);
  const TaiTime later = kStart + std::chrono::milliseconds(100);
  sut.observe(1'000'000 + 15'625'000, later);  // 156.25 MHz
  const TaiTime now = later + std::chrono::milliseconds(1);
  EXPECT_LE(std::chrono::abs(sut.to_tai(1'000'000 + 15'625'000 + 15'625, now) - later - std::chrono::microseconds(100)),
            Duration{1});
  EXPECT_LE(std::chrono::abs(sut.to_tai(1'000'000 + 15'625'000 - 15'625, now) - later + std::chrono::microseconds(100)),
            Duration{1});
}

TEST(HardwareTime, DistrustsStampsFromTheFutureOrLongAgo) {
  HardwareTime sut;
  sut.observe(0, kStart);
  sut.observe(1'000'000'000, kStart + std::chrono::seconds(1));
  const TaiTime now = kStart + std::chrono::seconds(1);
  EXPECT_EQ(sut.to_tai(2'000'000'000, now), now);
  EXPECT_EQ(sut.to_tai(0, now + Duration{1}), now + Duration{1});
}

TEST(HardwareTime, StartsAnewWhenTheDeviceClockIsReset) {
  HardwareTime sut;
  sut.observe(5'000'000'000, kStart);
  sut.observe(6'000'000'000, kStart + std::chrono::seconds(1));
  sut.observe(0, kStart + std::chrono::seconds(2));
  sut.observe(1'000'000'000, kStart + std::chrono::seconds(3));
  EXPECT_EQ(sut.to_tai(999'999'000, kStart + std::chrono::seconds(3)),
            kStart + std::chrono::seconds(3) - std::chrono::microseconds(1));
}

}  // namespace
}  // namespace cw::packet_io
