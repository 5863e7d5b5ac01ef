#include "gateway/bus/audio_block.h"

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw::bus {
namespace {

TEST(AudioBlock, GrowsOnceAndIsReused) {
  AudioBlock sut;
  AudioFormat format;
  format.channels = 64;
  sut.prepare(format, kMaxBlockSamples);
  EXPECT_EQ(sut.data.size(), 64U * kMaxBlockSamples);
  const test::AllocationGuard guard;
  format.channels = 2;
  sut.prepare(format, 48);
  EXPECT_EQ(sut.samples, 48U);
  EXPECT_EQ(sut.format.channels, 2);
}

}  // namespace
}  // namespace cw::bus
