#include "gateway/rtp/sequence_unwrapper.h"

#include <gtest/gtest.h>

namespace cw::rtp {
namespace {

TEST(SequenceUnwrapper, TakesTheFirstNumberAsItIs) {
  SequenceUnwrapper sut;
  EXPECT_EQ(sut.unwrap(SequenceNumber{65'000}).value, 65'000);
}

TEST(SequenceUnwrapper, CountsOnAcrossTheWrapAndBack) {
  SequenceUnwrapper sut;
  EXPECT_EQ(sut.unwrap(SequenceNumber{65'535}).value, 65'535);
  EXPECT_EQ(sut.unwrap(SequenceNumber{0}).value, 65'536);
  EXPECT_EQ(sut.unwrap(SequenceNumber{65'534}).value, 65'534);
  EXPECT_EQ(sut.unwrap(SequenceNumber{1}).value, 65'537);
}

TEST(SequenceUnwrapper, StaysNearestToTheHighest) {
  SequenceUnwrapper sut;
  int64_t expected = 0;
  for (int i = 0; i < 200'000; i += 30'000) {
    expected = i;
    EXPECT_EQ(sut.unwrap(SequenceNumber{static_cast<uint16_t>(i)}).value, expected);
  }
}

TEST(SequenceUnwrapper, StartsAnewAfterReset) {
  SequenceUnwrapper sut;
  EXPECT_EQ(sut.unwrap(SequenceNumber{60'000}).value, 60'000);
  EXPECT_EQ(sut.unwrap(SequenceNumber{10}).value, 65'546);
  sut.reset();
  EXPECT_EQ(sut.unwrap(SequenceNumber{10}).value, 10);
}

}  // namespace
}  // namespace cw::rtp
