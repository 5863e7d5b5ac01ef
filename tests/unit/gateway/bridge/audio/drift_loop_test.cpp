#include "gateway/bridge/audio/drift_loop.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cw::bridge {
namespace {

using std::chrono::milliseconds;

TEST(DriftLoop, LearnsTheDriftAndEndsWithoutAnError) {
  DriftLoop sut;
  double error_s = 0;
  double correction = 0;
  double largest = 0;
  for (int ms = 0; ms < 60'000; ++ms) {
    error_s += (100e-6 - correction) * 1e-3;
    largest = std::max(largest, std::abs(error_s));
    correction = sut.update(Duration{std::llround(error_s * 1e9)}, milliseconds{1});
  }
  EXPECT_NEAR(correction, 100e-6, 1e-6);
  EXPECT_LT(std::abs(error_s), 5e-6);
  EXPECT_LT(largest, 0.5e-3);
}

TEST(DriftLoop, NeverCorrectsByMoreThanHalfAPercent) {
  DriftLoop sut;
  for (int i = 0; i < 100'000; ++i) EXPECT_LE(sut.update(milliseconds{500}, milliseconds{1}), 0.005);
}

TEST(DriftLoop, ForgetsOnReset) {
  DriftLoop sut;
  for (int i = 0; i < 10'000; ++i) (void)sut.update(milliseconds{1}, milliseconds{1});
  sut.reset();
  EXPECT_EQ(sut.update(Duration{0}, milliseconds{1}), 0.0);
}

}  // namespace
}  // namespace cw::bridge
