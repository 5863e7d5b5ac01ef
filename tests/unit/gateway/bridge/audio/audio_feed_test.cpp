#include "gateway/bridge/audio/audio_feed.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cw::bridge {
namespace {

constexpr int64_t kFirst = 48'000 * int64_t{1'700'000'000};
constexpr uint32_t kBlock = 48;

class AudioFeedTest : public testing::Test {
 protected:
  AudioFeedTest() { timeline_.skip_to(kFirst); }

  /// Every sample of channel c of block b is (c + 1) / 8; locked to TAI.
  void push(int64_t b, int64_t hz = 48'000, bool locked = true) {
    bus::AudioLease block = pool_.try_lease();
    ASSERT_TRUE(block);
    const auto samples = static_cast<uint32_t>(hz / 1000);
    block->prepare({.channels = 4, .rate = SampleRate::hz(hz), .depth = 24}, samples);
    block->first_sample = hz * 1'700'000'000 + b * samples;
    block->tai = TaiTime::from_ns(int64_t{1'700'000'000} * kNsPerSecond + b * 1'000'000);
    block->locked = locked;
    block->discontinuity = false;
    for (uint32_t i = 0; i < samples * 4; ++i) block->data[i] = (1 << 28) * static_cast<int32_t>(i % 4 + 1);
    ASSERT_TRUE(ring_.try_push(std::move(block)));
    sut_.step();
  }
  PlanarSamples read(uint32_t count, ChannelMask wanted = 3) {
    PlanarSamples out;
    silent_ = timeline_.read(count, wanted, out);
    return out;
  }

  bus::AudioPool pool_{4};
  SpscRing<bus::AudioLease> ring_{4};
  AudioTimeline timeline_;
  AudioFeedCounters counters_;
  uint32_t silent_ = 0;
  AudioFeed sut_{"feed", ring_, timeline_, counters_};
};

TEST_F(AudioFeedTest, IsSilentUntilItIsRouted) {
  push(0);
  (void)read(kBlock);
  EXPECT_EQ(silent_, kBlock);
  EXPECT_EQ(counters_.blocks.get(), 1U);
}

TEST_F(AudioFeedTest, PutsThePickedChannelsInTheirPlace) {
  sut_.route({3, 0}, 0);
  push(0);
  const PlanarSamples out = read(kBlock);
  EXPECT_EQ(silent_, 0U);
  EXPECT_EQ(out.channels[0][kBlock - 1], 0.5F);
  EXPECT_EQ(out.channels[1][0], 0.125F);
}

TEST_F(AudioFeedTest, LeavesChannelsToOtherInputs) {
  SpscRing<bus::AudioLease> other_ring(4);
  AudioFeed other("other", other_ring, timeline_, counters_);
  sut_.route({1, std::nullopt}, 0);
  push(0);
  bus::AudioLease block = pool_.try_lease();
  block->prepare({.channels = 1, .rate = kTrackRate, .depth = 24}, kBlock);
  block->first_sample = kFirst;
  for (uint32_t i = 0; i < kBlock; ++i) block->data[i] = 1 << 30;
  other.route({std::nullopt, 0}, 0);
  ASSERT_TRUE(other_ring.try_push(std::move(block)));
  other.step();
  const PlanarSamples out = read(kBlock);
  EXPECT_EQ(silent_, 0U);
  EXPECT_EQ(out.channels[0][7], 0.25F);
  EXPECT_EQ(out.channels[1][7], 0.5F);
}

TEST_F(AudioFeedTest, ChangesAtTheVerySample) {
  sut_.route({0, 1}, 0);
  push(0);
  sut_.route({2, 1}, kFirst + kBlock + 10);
  push(1);
  push(2);
  const PlanarSamples out = read(3 * kBlock);
  EXPECT_EQ(silent_, 0U);
  for (uint32_t s = 0; s < 3 * kBlock; ++s) {
    ASSERT_EQ(out.channels[0][s], s < kBlock + 10 ? 0.125F : 0.375F) << s;
    ASSERT_EQ(out.channels[1][s], 0.25F) << s;
  }
}

TEST_F(AudioFeedTest, FollowsANewRouteWhenResampling) {
  sut_.route({0, 1}, 0);
  for (int64_t b = 0; b < 20; ++b) push(b, 96'000);
  sut_.route({3, 1}, kFirst + 20 * kBlock);
  for (int64_t b = 20; b < 40; ++b) push(b, 96'000);
  const PlanarSamples out = read(39 * kBlock);
  EXPECT_NEAR(out.channels[0][10 * kBlock], 0.125F, 1e-3);
  EXPECT_NEAR(out.channels[0][30 * kBlock], 0.5F, 1e-3);
  EXPECT_NEAR(out.channels[1][30 * kBlock], 0.25F, 1e-3);
  EXPECT_EQ(counters_.resyncs.get(), 0U);
}

TEST_F(AudioFeedTest, ForgetsOldRoutesWhileNothingComes) {
  sut_.route({0, 1}, 0);
  sut_.route({3, 1}, kFirst + kBlock);
  timeline_.skip_to(kFirst + 2 * AudioTimeline::kCapacity);
  sut_.step();
  timeline_.skip_to(kFirst);
  push(0);
  EXPECT_EQ(read(kBlock).channels[0][0], 0.5F) << "only the last route is left";
}

TEST_F(AudioFeedTest, GivesLeasesBack) {
  bus::AudioLease block = pool_.try_lease();
  ASSERT_TRUE(ring_.try_push(std::move(block)));
  sut_.clear();
  EXPECT_EQ(ring_.size(), 0U);
}

}  // namespace
}  // namespace cw::bridge
