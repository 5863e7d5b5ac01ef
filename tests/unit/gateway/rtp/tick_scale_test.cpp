#include "gateway/rtp/tick_scale.h"

#include <gtest/gtest.h>

#include <random>

namespace cw::rtp {
namespace {

class TickScaleTest : public ::testing::TestWithParam<int64_t> {};

TEST_P(TickScaleTest, AgreesWithTheExactRateForEveryTickOfASecond) {
  const Rate rate = Rate::hz(GetParam());
  TickScale sut(rate);
  for (const int64_t second : {int64_t{0}, int64_t{1'763'870'000}, int64_t{-3}}) {
    for (int64_t tick = 0; tick < GetParam(); ++tick) {
      const int64_t ticks = second * GetParam() + tick;
      ASSERT_EQ(sut.ns_of(ticks), rate.time_of(ticks).ns()) << ticks;
    }
  }
}

TEST_P(TickScaleTest, FindsTheTickOfATime) {
  const Rate rate = Rate::hz(GetParam());
  const TickScale sut(rate);
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto ns = static_cast<int64_t>(random() % 4'000'000'000'000'000'000) - 1'000'000'000'000'000'000;
    ASSERT_EQ(sut.ticks_at(ns), rate.index_at(TaiTime::from_ns(ns))) << ns;
  }
}

INSTANTIATE_TEST_SUITE_P(Clocks, TickScaleTest, ::testing::Values(44'100, 48'000, 90'000, 96'000));

}  // namespace
}  // namespace cw::rtp
