#include "tests/support/fake_clock.h"

#include <gtest/gtest.h>

namespace cw::test {
namespace {

TEST(FakeClock, StandsStillUntilMoved) {
  FakeClock sut{TaiTime::from_ns(5)};
  EXPECT_EQ(sut.now().ns(), 5);
  EXPECT_EQ(sut.now().ns(), 5);
  sut.advance(Duration{7});
  EXPECT_EQ(sut.now().ns(), 12);
  sut.advance(Duration{-12});
  EXPECT_EQ(sut.now().ns(), 0);
  sut.set(TaiTime::from_ns(kNsPerSecond));
  EXPECT_EQ(sut.now().ns(), kNsPerSecond);
}

TEST(FakeClock, KnowsTheUtcOffsetItIsGiven) {
  FakeClock sut;
  EXPECT_EQ(sut.utc_offset_s(), 37);
  sut.set_utc_offset_s(38);
  EXPECT_EQ(sut.utc_offset_s(), 38);
}

}  // namespace
}  // namespace cw::test
