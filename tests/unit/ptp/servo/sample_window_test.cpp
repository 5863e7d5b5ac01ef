#include "ptp/servo/sample_window.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

constexpr Duration kLength = std::chrono::seconds{10};

DelaySample sample(int64_t at_ms, double delay_ns) {
  return {.at = LocalTime::from_ns(at_ms * 1'000'000), .delay_ns = delay_ns};
}

TEST(SampleWindow, TakesSamplesInOrderOnly) {
  SampleWindow sut(kLength);
  EXPECT_TRUE(sut.add(sample(10, 1), 0));
  EXPECT_FALSE(sut.add(sample(10, 2), 0));
  EXPECT_FALSE(sut.add(sample(5, 2), 0));
  EXPECT_TRUE(sut.add(sample(20, 3), 0));
  EXPECT_EQ(sut.size(), 2U);
  EXPECT_EQ(sut.span(), std::chrono::milliseconds{10});
}

TEST(SampleWindow, DropsWhatIsOldAndKeepsWhatIsNew) {
  SampleWindow sut(kLength);
  for (int i = 0; i < 10; ++i) sut.add(sample(i, i), 0);
  sut.drop_before(LocalTime::from_ns(4'000'000));
  EXPECT_EQ(sut.size(), 6U);
  EXPECT_DOUBLE_EQ(sut[0].delay_ns, 4);
  sut.keep_newest(2);
  EXPECT_DOUBLE_EQ(sut[0].delay_ns, 8);
  sut.keep_newest(5);
  EXPECT_EQ(sut.size(), 2U);
  sut.clear();
  EXPECT_TRUE(sut.empty());
  EXPECT_EQ(sut.span(), Duration{0});
}

TEST(SampleWindow, KeepsTheLowerOfNeighboursOnceItIsFull) {
  SampleWindow sut(kLength);
  int64_t at = 0;
  for (size_t i = 0; i < SampleWindow::kCapacity; ++i) sut.add(sample(++at, 100), 0);
  EXPECT_EQ(sut.size(), SampleWindow::kCapacity);
  sut.add(sample(++at, 100), 0);
  sut.add(sample(++at, 50), 0);
  sut.add(sample(++at, 70), 0);
  EXPECT_EQ(sut.size(), SampleWindow::kCapacity);
  EXPECT_DOUBLE_EQ(sut.newest().delay_ns, 50);
}

}  // namespace
}  // namespace cw::ptp
