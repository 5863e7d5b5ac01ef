#include "gateway/core/rational.h"

#include <gtest/gtest.h>

namespace cw {
namespace {

constexpr int64_t kYearNs = int64_t{365} * 86'400 * kNsPerSecond;
const Rate k5994 = *Rate::create(60'000, 1001);

TEST(Rate, RefusesWhatIsNoRate) {
  EXPECT_FALSE(Rate::create(0, 1));
  EXPECT_FALSE(Rate::create(25, 0));
  EXPECT_FALSE(Rate::create(-25, 1));
  EXPECT_TRUE(Rate::create(25, 1));
}

TEST(Rate, EqualRatesCompareEqualHoweverTheyAreWritten) {
  EXPECT_EQ(*Rate::create(50'000, 2000), Rate::hz(25));
  EXPECT_EQ(*Rate::create(120'000, 2002), k5994);
}

class Rates : public testing::TestWithParam<Rate> {};

TEST_P(Rates, IndexAndTimeAgreeOverCenturies) {
  const Rate sut = GetParam();
  for (const int64_t year : {0, 1, 55, 150, 290}) {
    const int64_t first = sut.index_at(TaiTime::from_ns(year * kYearNs));
    for (int64_t n = first; n < first + 200; ++n) {
      const TaiTime time = sut.time_of(n);
      ASSERT_EQ(sut.index_at(time), n);
      ASSERT_EQ(sut.index_at(time - Duration{1}), n - 1);
      ASSERT_EQ(sut.nearest_index(time), n);
      ASSERT_EQ(sut.nearest_index(time - Duration{3}), n);
    }
  }
}

TEST_P(Rates, IndicesBeforeTheEpochRoundDown) {
  const Rate sut = GetParam();
  EXPECT_EQ(sut.index_at(TaiTime::from_ns(-1)), -1);
  EXPECT_EQ(sut.index_at(TaiTime::from_ns(0)), 0);
  EXPECT_EQ(sut.index_at(sut.time_of(-7)), -7);
}

INSTANTIATE_TEST_SUITE_P(All, Rates,
                         testing::Values(*Rate::create(24'000, 1001), Rate::hz(25), *Rate::create(30'000, 1001),
                                         Rate::hz(50), *Rate::create(60'000, 1001), Rate::hz(48'000), Rate::hz(90'000),
                                         *Rate::create(120'000, 1001)));

TEST(Rate, RescalesFramesToTicksRoundedToNearest) {
  EXPECT_EQ(k5994.rescale(1, kVideoClock), 1502);  // 1501.5, halves upwards
  EXPECT_EQ(k5994.rescale(2, kVideoClock), 3003);
  EXPECT_EQ(k5994.rescale_floor(1, kVideoClock), 1501);
  EXPECT_EQ(k5994.rescale(-1, kVideoClock), -1501);
  EXPECT_EQ(kVideoClock.rescale(1501, k5994), 1);
  EXPECT_EQ(Rate::hz(50).rescale(3, Rate::hz(48'000)), 2880);
}

TEST(Rate, RescalingIsExactFarFromTheEpoch) {
  const int64_t frame = k5994.index_at(TaiTime::from_ns(290 * kYearNs));
  const int64_t even = frame / 2 * 2;
  EXPECT_EQ(k5994.rescale(even, kVideoClock), even / 2 * 3003);
}

TEST(Rate, PeriodIsRoundedDown) {
  EXPECT_EQ(Rate::hz(50).period().count(), 20'000'000);
  EXPECT_EQ(k5994.period().count(), 16'683'333);
}

TEST(Divisions, RoundTheWayTheirNamesSay) {
  EXPECT_TRUE(floor_div(-7, 2) == -4);
  EXPECT_TRUE(ceil_div(-7, 2) == -3);
  EXPECT_TRUE(ceil_div(7, 2) == 4);
  EXPECT_TRUE(round_div(7, 2) == 4);
  EXPECT_TRUE(round_div(-7, 2) == -3);
  EXPECT_TRUE(round_div(-8, 3) == -3);
}

TEST(Rational, IsKeptInLowestTerms) {
  EXPECT_EQ(Rational::reduced(1000, 250), (Rational{4, 1}));
  EXPECT_EQ(Rational::reduced(0, 0), (Rational{0, 1}));
}

}  // namespace
}  // namespace cw
