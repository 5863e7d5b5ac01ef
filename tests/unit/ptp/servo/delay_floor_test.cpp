#include "ptp/servo/delay_floor.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/ptp/servo/simulated_path.h"

namespace cw::ptp {
namespace {

DelayFloor floor_of(std::vector<double> delays_ns) {
  std::ranges::sort(delays_ns);
  return settled(find_floor(delays_ns), delays_ns);
}

TEST(DelayFloor, OfOneDelayIsThatDelay) { EXPECT_DOUBLE_EQ(floor_of({1'234}).centre_ns, 1'234); }

TEST(DelayFloor, LiesInTheMiddleOfEvenNoise) {
  test::Dice dice(1);
  std::vector<double> delays;
  for (int i = 0; i < 200; ++i) delays.push_back(5'000 + dice.gaussian(200));
  const DelayFloor floor = floor_of(delays);
  EXPECT_NEAR(floor.centre_ns, 5'000, 60);
  EXPECT_GT(floor.reach_ns, 300);
}

TEST(DelayFloor, LiesAtTheLowerEdgeOfAQueue) {
  test::Dice dice(2);
  std::vector<double> delays;
  for (int i = 0; i < 200; ++i) delays.push_back(5'000 + dice.exponential(10'000));
  EXPECT_NEAR(floor_of(delays).centre_ns, 7'500, 2'500);
}

TEST(DelayFloor, FindsTheFewPacketsThatWereNotDisturbed) {
  test::Dice dice(3);
  std::vector<double> delays;
  for (int i = 0; i < 30; ++i) delays.push_back(5'000 + dice.gaussian(100));
  for (int i = 0; i < 170; ++i) delays.push_back(5'000 + dice.exponential(1e6));
  EXPECT_NEAR(floor_of(delays).centre_ns, 5'000, 150);
}

TEST(DelayFloor, IsNotDrawnDownByStraysBelow) {
  test::Dice dice(4);
  std::vector<double> delays;
  for (int i = 0; i < 190; ++i) delays.push_back(5'000 + dice.gaussian(100));
  for (int i = 0; i < 10; ++i) delays.push_back(5'000 - dice.exponential(1'000));
  EXPECT_NEAR(floor_of(delays).centre_ns, 5'000, 50);
}

TEST(DelayFloor, WeighsNothingBeyondItsReach) {
  const DelayFloor floor{.centre_ns = 100, .reach_ns = 10};
  EXPECT_DOUBLE_EQ(weight_at(floor, 100), 1);
  EXPECT_DOUBLE_EQ(weight_at(floor, 110), 0);
  EXPECT_DOUBLE_EQ(weight_at(floor, 80), 0);
  EXPECT_DOUBLE_EQ(stiffness_at(floor, 100), 1);
  EXPECT_LT(stiffness_at(floor, 107), 0);
}

}  // namespace
}  // namespace cw::ptp
