#include "gateway/rtp/arrival_smoother.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace cw::rtp {
namespace {

constexpr int64_t kClock = 48'000;
constexpr int64_t kPacketTicks = 48;  // 1 ms
constexpr int64_t kMs = 1'000'000;

TEST(ArrivalSmoother, StartsAtTheFirstObservation) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 5 * kMs);
  EXPECT_EQ(sut.offset_at(0), 5 * kMs);
  EXPECT_EQ(sut.offset_at(kClock), 5 * kMs);
}

TEST(ArrivalSmoother, TakesEarlierArrivalsAtOnceInTheFirstQuarterSecond) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 16 * kMs);  // the first packet came from the end of a frame
  EXPECT_TRUE(sut.observe(kPacketTicks, 0));
  EXPECT_EQ(sut.offset_at(kPacketTicks), 0);
  EXPECT_FALSE(sut.observe(2 * kPacketTicks, -3 * kMs));
  EXPECT_FALSE(sut.observe(kClock / 4, -6 * kMs)) << "settled";
}

TEST(ArrivalSmoother, SettlesOnTheLeastDelayOfAJitteryNetwork) {
  ArrivalSmoother sut(kClock);
  std::mt19937 random(3);
  sut.jump_to(0, 8 * kMs);
  int64_t ticks = 0;
  for (int i = 0; i < 30'000; ++i) {
    ticks += kPacketTicks;
    const bool jumped = sut.observe(ticks, static_cast<int64_t>(random() % (10 * kMs)));
    EXPECT_FALSE(jumped && ticks > kClock / 4);
  }
  EXPECT_LT(std::abs(sut.offset_at(ticks)), kMs / 2);
}

TEST(ArrivalSmoother, IsMonotoneWithTheMediaTime) {
  ArrivalSmoother sut(kClock);
  std::mt19937 random(4);
  sut.jump_to(0, 3 * kMs);
  int64_t ticks = 0;
  int64_t last = sut.offset_at(0);
  for (int i = 0; i < 20'000; ++i) {
    ticks += kPacketTicks;
    EXPECT_FALSE(sut.observe(ticks, static_cast<int64_t>(random() % (20 * kMs))));
    const int64_t now = sut.offset_at(ticks);
    ASSERT_LE(std::abs(now - last), kMs / 200 + 1) << "0.5 % of a millisecond";
    last = now;
  }
}

TEST(ArrivalSmoother, FollowsADriftingSender) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 0);
  int64_t ticks = 0;
  int64_t offset = 0;
  for (int i = 0; i < 60'000; ++i) {
    ticks += kPacketTicks;
    offset += 100;  // 100 ppm
    EXPECT_FALSE(sut.observe(ticks, offset));
  }
  EXPECT_LT(std::abs(sut.offset_at(ticks) - offset), kMs);
}

TEST(ArrivalSmoother, JumpsAfterAPauseOfTheSourceWithinThreeObservations) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 0);
  int64_t ticks = 0;
  for (int i = 0; i < 1'000; ++i) static_cast<void>(sut.observe(ticks += kPacketTicks, i % 7 * 1'000));
  EXPECT_FALSE(sut.observe(ticks += kPacketTicks, 100 * kMs + 5));
  EXPECT_FALSE(sut.observe(ticks += kPacketTicks, 100 * kMs));
  EXPECT_TRUE(sut.observe(ticks += kPacketTicks, 100 * kMs + 9));
  EXPECT_EQ(sut.offset_at(ticks), 100 * kMs);
}

TEST(ArrivalSmoother, IgnoresALoneLatePacket) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 0);
  int64_t ticks = 0;
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(sut.observe(ticks += kPacketTicks, i % 100 == 50 ? 90 * kMs : 0));
  EXPECT_EQ(sut.offset_at(ticks), 0);
}

TEST(ArrivalSmoother, JumpsAtOnceWhenThereIsNoDoubt) {
  ArrivalSmoother sut(kClock);
  sut.jump_to(0, 0);
  EXPECT_TRUE(sut.observe(kPacketTicks, 700 * kMs));
  EXPECT_TRUE(sut.observe(2 * kPacketTicks, 600 * kMs)) << "a packet cannot arrive before it was sent";
  EXPECT_EQ(sut.offset_at(2 * kPacketTicks), 600 * kMs);
}

}  // namespace
}  // namespace cw::rtp
