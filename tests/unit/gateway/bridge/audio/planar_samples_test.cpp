#include "gateway/bridge/audio/planar_samples.h"

#include <gtest/gtest.h>

namespace cw::bridge {
namespace {

constexpr int32_t kHalf = 1 << 30;

class TakeChannelTest : public testing::Test {
 protected:
  /// Two samples per channel: of channel c they are c / 8 and -c / 8.
  bus::AudioBlock& block(uint16_t channels) {
    lease_ = pool_.try_lease();
    lease_->prepare({.channels = channels, .rate = kTrackRate, .depth = 24}, 2);
    for (int32_t c = 0; c < channels; ++c) {
      lease_->data[static_cast<size_t>(c)] = kHalf / 4 * c;
      lease_->data[static_cast<size_t>(channels + c)] = -kHalf / 4 * c;
    }
    return *lease_;
  }
  std::vector<float> sut(const bus::AudioBlock& of, uint16_t channel, uint32_t skip = 0) {
    std::vector<float> out(of.samples - skip, 99.0F);
    take_channel(of, channel, skip, out);
    return out;
  }
  bus::AudioPool pool_{1};
  bus::AudioLease lease_;
};

TEST_F(TakeChannelTest, TakesOneChannelOfMany) { EXPECT_EQ(sut(block(8), 6), (std::vector{0.75F, -0.75F})); }

TEST_F(TakeChannelTest, BeginsWhereItIsTold) { EXPECT_EQ(sut(block(8), 4, 1), std::vector{-0.5F}); }

TEST_F(TakeChannelTest, IsSilentWhereThereIsNoSuchChannel) { EXPECT_EQ(sut(block(4), 4), (std::vector{0.0F, 0.0F})); }

TEST_F(TakeChannelTest, SoundsMonoOnBothSides) {
  bus::AudioBlock& mono = block(1);
  mono.data[0] = kHalf;
  EXPECT_EQ(sut(mono, 1), (std::vector{0.5F, 0.0F}));
}

}  // namespace
}  // namespace cw::bridge
