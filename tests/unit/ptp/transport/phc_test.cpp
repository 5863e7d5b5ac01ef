#include "ptp/transport/phc.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

ptp_clock_time at(int64_t seconds, uint32_t nanoseconds) {
  ptp_clock_time time{};
  time.sec = seconds;
  time.nsec = nanoseconds;
  return time;
}

TEST(PhcReading, IsTheOneWithTheNarrowestBracket) {
  ptp_sys_offset_extended offsets{};
  offsets.n_samples = 3;
  const auto fill = [&](size_t i, uint32_t before, uint32_t phc, uint32_t after) {
    offsets.ts[i][0] = at(100, before);
    offsets.ts[i][1] = at(7, phc);
    offsets.ts[i][2] = at(100, after);
  };
  fill(0, 1'000, 10, 5'000);
  fill(1, 6'000, 20, 7'500);
  fill(2, 8'000, 30, 9'900);
  const auto sut = narrowest(offsets);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->before_ns, 100'000'006'000);
  EXPECT_EQ(sut->phc_ns, 7'000'000'020);
  EXPECT_EQ(sut->after_ns, 100'000'007'500);
}

TEST(PhcReading, OfTheOlderFormSharesItsEndsWithItsNeighbours) {
  ptp_sys_offset offsets{};
  offsets.n_samples = 2;
  offsets.ts[0] = at(100, 1'000);
  offsets.ts[1] = at(7, 10);
  offsets.ts[2] = at(100, 5'000);
  offsets.ts[3] = at(7, 20);
  offsets.ts[4] = at(100, 6'000);
  const auto sut = narrowest(offsets);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->before_ns, 100'000'005'000);
  EXPECT_EQ(sut->phc_ns, 7'000'000'020);
  EXPECT_EQ(sut->after_ns, 100'000'006'000);
}

TEST(PhcReading, IsNoneWithoutSamplesAndNeverBehindTheArray) {
  ptp_sys_offset_extended offsets{};
  EXPECT_FALSE(narrowest(offsets));
  offsets.n_samples = 1'000;
  EXPECT_TRUE(narrowest(offsets));
}

TEST(Phc, ThatIsNotThereIsNamed) {
  const auto sut = Phc::open(987);
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().fault, Fault::kHost);
  EXPECT_NE(sut.error().message.find("/dev/ptp987"), std::string::npos);
}

}  // namespace
}  // namespace cw::ptp
