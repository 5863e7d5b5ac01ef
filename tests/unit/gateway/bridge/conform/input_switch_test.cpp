#include "gateway/bridge/conform/input_switch.h"

#include <gtest/gtest.h>

#include <vector>

namespace cw::bridge {
namespace {

constexpr InputSwitchConfig kConfig{.slate_after = 20, .switch_after = 5, .return_after = 10};

InputSwitch::OnAir frames(InputSwitch& sut, int count, const std::vector<uint8_t>& has_picture) {
  InputSwitch::OnAir out;
  for (int i = 0; i < count; ++i) out = sut.on_frame(has_picture);
  return out;
}

TEST(InputSwitch, StartsOnTheSlateAndLeavesItWithTheFirstPicture) {
  InputSwitch sut(kConfig, 1);
  EXPECT_TRUE(frames(sut, 3, {0}).slate);
  EXPECT_FALSE(frames(sut, 1, {1}).slate);
}

TEST(InputSwitch, ShowsTheSlateOnlyAfterItsTime) {
  InputSwitch sut(kConfig, 1);
  (void)frames(sut, 5, {1});
  EXPECT_FALSE(frames(sut, 19, {0}).slate);
  EXPECT_TRUE(frames(sut, 1, {0}).slate);
  EXPECT_FALSE(sut.alive(0));
}

TEST(InputSwitch, TakesTheNextInputWithPicturesWhenTheFirstIsGone) {
  InputSwitch sut(kConfig, 3);
  EXPECT_EQ(frames(sut, 5, {1, 0, 1}).input, 0U);
  EXPECT_EQ(frames(sut, 4, {0, 0, 1}).input, 0U);
  EXPECT_EQ(frames(sut, 1, {0, 0, 1}).input, 2U);
}

TEST(InputSwitch, ReturnsToTheFirstOnlyWhenItHasBeenWholeForAWhile) {
  InputSwitch sut(kConfig, 2);
  (void)frames(sut, 5, {1, 1});
  EXPECT_EQ(frames(sut, 5, {0, 1}).input, 1U);
  EXPECT_EQ(frames(sut, 9, {1, 1}).input, 1U);
  EXPECT_EQ(frames(sut, 1, {0, 1}).input, 1U) << "one loss starts the wait anew";
  EXPECT_EQ(frames(sut, 9, {1, 1}).input, 1U);
  EXPECT_EQ(frames(sut, 1, {1, 1}).input, 0U);
}

TEST(InputSwitch, StaysWithTheLastInputWhenAllAreGone) {
  InputSwitch sut(kConfig, 2);
  (void)frames(sut, 5, {0, 1});
  const auto on_air = frames(sut, 30, {0, 0});
  EXPECT_EQ(on_air.input, 1U);
  EXPECT_TRUE(on_air.slate);
}

TEST(InputSwitch, ComesBackFromTheSlateWithWhicheverInputHasPictures) {
  InputSwitch sut(kConfig, 2);
  (void)frames(sut, 5, {1, 0});
  (void)frames(sut, 30, {0, 0});
  const auto on_air = frames(sut, 1, {0, 1});
  EXPECT_EQ(on_air.input, 1U);
  EXPECT_FALSE(on_air.slate);
}

TEST(InputSwitch, IsAlwaysOnTheSlateWithoutInputs) {
  InputSwitch sut(kConfig, 0);
  EXPECT_TRUE(frames(sut, 3, {}).slate);
}

TEST(InputSwitch, CountsTheConfiguredTimesInOutputFrames) {
  ChannelConfig config;
  config.rate = FrameRate::hz(25);
  const InputSwitchConfig sut = input_switch_config(config);
  EXPECT_EQ(sut.slate_after, 50);
  EXPECT_EQ(sut.switch_after, 5);
  EXPECT_EQ(sut.return_after, 25);
}

}  // namespace
}  // namespace cw::bridge
