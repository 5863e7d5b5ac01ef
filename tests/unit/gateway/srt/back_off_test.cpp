#include "gateway/srt/back_off.h"

#include <gtest/gtest.h>

namespace cw::srt {
namespace {

using std::chrono::milliseconds;

TEST(BackOff, DoublesUntilTheLongestWait) {
  BackOff sut;
  EXPECT_EQ(sut.next(), milliseconds(250));
  EXPECT_EQ(sut.next(), milliseconds(500));
  EXPECT_EQ(sut.next(), milliseconds(1000));
  for (int i = 0; i < 20; ++i) (void)sut.next();
  EXPECT_EQ(sut.next(), BackOff::kLongest);
}

TEST(BackOff, StartsAgainAfterAReset) {
  BackOff sut;
  (void)sut.next();
  (void)sut.next();
  sut.reset();
  EXPECT_EQ(sut.next(), BackOff::kFirst);
}

}  // namespace
}  // namespace cw::srt
