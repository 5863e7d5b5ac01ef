#include "gateway/bridge/audio/audio_timeline.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

PlanarSamples counting(int64_t first, uint32_t count) {
  PlanarSamples out;
  out.resize(count);
  for (uint32_t s = 0; s < count; ++s) out.channels[0][s] = out.channels[1][s] = static_cast<float>(first + s);
  return out;
}

TEST(AudioTimeline, GivesSamplesBackInTheirPlaceWhateverTheOrder) {
  AudioTimeline sut;
  sut.skip_to(100'000);
  EXPECT_EQ(sut.write(100'048, counting(48, 48)), 0U);
  EXPECT_EQ(sut.write(100'000, counting(0, 48)), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(96, out), 0U);
  for (uint32_t s = 0; s < 96; ++s) EXPECT_EQ(out.channels[1][s], static_cast<float>(s));
}

TEST(AudioTimeline, ReadsSilenceWhereNothingCame) {
  AudioTimeline sut;
  sut.skip_to(0);
  EXPECT_EQ(sut.write(10, counting(10, 10)), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(30, out), 20U);
  EXPECT_EQ(out.channels[0][9], 0.0F);
  EXPECT_EQ(out.channels[0][10], 10.0F);
  EXPECT_EQ(out.channels[0][20], 0.0F);
}

TEST(AudioTimeline, LeavesOutWhatIsTooLateOrFarTooEarly) {
  AudioTimeline sut;
  sut.skip_to(1000);
  EXPECT_EQ(sut.write(990, counting(990, 20)), 10U);
  EXPECT_EQ(sut.write(1000 + AudioTimeline::kCapacity - 5, counting(0, 20)), 15U);
  EXPECT_EQ(sut.write(0, counting(0, 20)), 20U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(10, out), 0U);
  EXPECT_EQ(out.channels[0][0], 1000.0F);
}

TEST(AudioTimeline, ForgetsOldSamplesWhenTheRingComesRound) {
  AudioTimeline sut;
  sut.skip_to(0);
  (void)sut.write(0, counting(0, 100));
  sut.skip_to(AudioTimeline::kCapacity);
  PlanarSamples out;
  EXPECT_EQ(sut.read(100, out), 100U) << "all silent";
}

}  // namespace
}  // namespace cw::bridge
