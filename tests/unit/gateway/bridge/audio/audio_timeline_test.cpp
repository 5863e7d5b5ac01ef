#include "gateway/bridge/audio/audio_timeline.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

constexpr ChannelMask kBoth = 3;

PlanarSamples counting(int64_t first, uint32_t count) {
  PlanarSamples out;
  out.resize(count);
  for (uint32_t s = 0; s < count; ++s) out.channels[0][s] = out.channels[1][s] = static_cast<float>(first + s);
  return out;
}

TEST(AudioTimeline, GivesSamplesBackInTheirPlaceWhateverTheOrder) {
  AudioTimeline sut;
  sut.skip_to(100'000);
  EXPECT_EQ(sut.write(100'048, counting(48, 48), kBoth), 0U);
  EXPECT_EQ(sut.write(100'000, counting(0, 48), kBoth), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(96, kBoth, out), 0U);
  for (uint32_t s = 0; s < 96; ++s) EXPECT_EQ(out.channels[1][s], static_cast<float>(s));
}

TEST(AudioTimeline, ReadsSilenceWhereNothingCame) {
  AudioTimeline sut;
  sut.skip_to(0);
  EXPECT_EQ(sut.write(10, counting(10, 10), kBoth), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(30, kBoth, out), 20U);
  EXPECT_EQ(out.channels[0][9], 0.0F);
  EXPECT_EQ(out.channels[0][10], 10.0F);
  EXPECT_EQ(out.channels[0][20], 0.0F);
}

TEST(AudioTimeline, LeavesOutWhatIsTooLateOrFarTooEarly) {
  AudioTimeline sut;
  sut.skip_to(1000);
  EXPECT_EQ(sut.write(990, counting(990, 20), kBoth), 10U);
  EXPECT_EQ(sut.write(1000 + AudioTimeline::kCapacity - 5, counting(0, 20), kBoth), 15U);
  EXPECT_EQ(sut.write(0, counting(0, 20), kBoth), 20U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(10, kBoth, out), 0U);
  EXPECT_EQ(out.channels[0][0], 1000.0F);
}

TEST(AudioTimeline, ForgetsOldSamplesWhenTheRingComesRound) {
  AudioTimeline sut;
  sut.skip_to(0);
  (void)sut.write(0, counting(0, 100), kBoth);
  sut.skip_to(AudioTimeline::kCapacity);
  PlanarSamples out;
  EXPECT_EQ(sut.read(100, kBoth, out), 100U) << "all silent";
}

TEST(AudioTimeline, TakesItsChannelsFromSeveralInputs) {
  AudioTimeline sut;
  sut.skip_to(0);
  EXPECT_EQ(sut.write(0, counting(100, 20), 1), 0U);
  EXPECT_EQ(sut.write(10, counting(200, 10), 2), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(20, kBoth, out), 10U) << "the second channel begins later";
  EXPECT_EQ(out.channels[0][15], 115.0F);
  EXPECT_EQ(out.channels[1][15], 205.0F);
  EXPECT_EQ(out.channels[1][9], 0.0F);
}

TEST(AudioTimeline, MissesNothingInChannelsThatNobodyWants) {
  AudioTimeline sut;
  sut.skip_to(0);
  EXPECT_EQ(sut.write(0, counting(100, 20), 1), 0U);
  PlanarSamples out;
  EXPECT_EQ(sut.read(20, 1, out), 0U);
  EXPECT_EQ(sut.read(20, 0, out), 0U);
}

}  // namespace
}  // namespace cw::bridge
