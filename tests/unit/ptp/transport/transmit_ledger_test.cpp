#include "ptp/transport/transmit_ledger.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

LocalTime at(int64_t ns) { return LocalTime::from_ns(ns); }

TEST(TransmitLedger, FindsTheMessageOfAStamp) {
  TransmitLedger sut;
  sut.add(71, at(10), at(20));
  sut.add(72, at(30), at(40));
  const auto second = sut.take(1);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->stamp_id, 72U);
  EXPECT_EQ(second->before, at(30));
  EXPECT_EQ(second->after, at(40));
  EXPECT_EQ(sut.take(0)->stamp_id, 71U);
}

TEST(TransmitLedger, GivesEachMessageOnce) {
  TransmitLedger sut;
  sut.add(71, at(10), at(20));
  EXPECT_TRUE(sut.take(0));
  EXPECT_FALSE(sut.take(0));
}

TEST(TransmitLedger, CountsMessagesThatWantNoStampAsTheKernelDoes) {
  TransmitLedger sut;
  sut.add(0, at(1), at(2));
  sut.add(5, at(3), at(4));
  EXPECT_FALSE(sut.take(0));
  EXPECT_EQ(sut.take(1)->stamp_id, 5U);
}

TEST(TransmitLedger, KnowsNoKeyThatWasNotSent) {
  TransmitLedger sut;
  sut.add(71, at(10), at(20));
  EXPECT_FALSE(sut.take(32));
  EXPECT_FALSE(sut.take(1));
  EXPECT_TRUE(sut.take(0));
}

TEST(TransmitLedger, CountsWhatWasNeverStamped) {
  TransmitLedger sut;
  for (uint32_t i = 0; i < 40; ++i) sut.add(i + 1, at(i), at(i));
  EXPECT_EQ(sut.missing(), 8U);
  EXPECT_FALSE(sut.take(7));
  EXPECT_EQ(sut.take(8)->stamp_id, 9U);
  EXPECT_EQ(sut.take(39)->stamp_id, 40U);
}

TEST(TransmitLedger, BeginsAnewWithTheKernel) {
  TransmitLedger sut;
  sut.add(1, at(0), at(0));
  sut.add(0, at(0), at(0));
  sut.restart();
  EXPECT_EQ(sut.missing(), 1U);
  EXPECT_FALSE(sut.take(0));
  sut.add(3, at(0), at(0));
  EXPECT_EQ(sut.take(0)->stamp_id, 3U);
}

}  // namespace
}  // namespace cw::ptp
