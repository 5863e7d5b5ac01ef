// Receivers that move between live senders (IS-05 activations), packet by packet, on a fake clock: the moves themselves. Other formats are
// in format_switch_test.cpp, IGMP in membership_switch_test.cpp, threads in threaded_switch_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/app/switch_rig.h"

namespace cw::app {
namespace {

using config::Essence;
using std::chrono::milliseconds;

using ReceiverSwitchTest = test::SwitchRig;

TEST_F(ReceiverSwitchTest, Switches100TimesWithoutMissingOrRepeatingAnything) {
  run(milliseconds(100));
  forget();
  const TaiTime begun = now_;
  for (int i = 0; i < 100; ++i) {
    move_all(i % 2 == 0 ? 2 : 1);
    run(milliseconds(120 + 7 * (i % 5)));
    ASSERT_TRUE(moves_.empty()) << "switch " << i;
    ASSERT_EQ(pictures_.studio(), i % 2 == 0 ? 2 : 1);
  }
  expect_no_break();
  EXPECT_EQ(pictures_.cuts().size(), 100U);
  EXPECT_EQ(sound_.cuts(), pictures_.cuts()) << "sound changes with the picture, at one sample";
  EXPECT_EQ(data_.cuts(), pictures_.cuts());
  EXPECT_EQ(video_->moves(), 100U);
  const int64_t ms = (now_ - begun) / milliseconds(1);
  EXPECT_NEAR(static_cast<double>(pictures_.entries.size()), static_cast<double>(ms / 20), 1.0);
  EXPECT_NEAR(static_cast<double>(sound_.entries.size()), static_cast<double>(ms), 2.0);
}

TEST_F(ReceiverSwitchTest, LosesNothingWhenTheConsumersHoldAllTheyMay) {
  pictures_.hold = kConsumerFrames - 2;
  data_.hold = kConsumerFrames;
  run(milliseconds(500));
  forget();
  for (int i = 0; i < 10; ++i) {
    move_all(i % 2 == 0 ? 2 : 1);
    run(milliseconds(150));
  }
  expect_no_break();
  EXPECT_EQ(pictures_.cuts().size(), 10U);
}

TEST_F(ReceiverSwitchTest, StaysOnAirWhileTheNewSenderIsNotThere) {
  studio(2).on_air = false;
  run(milliseconds(100));
  forget();
  move_all(2);
  run(ReceiverMoves::kPatience - milliseconds(100));
  expect_no_break();
  EXPECT_EQ(pictures_.studio(), 1);
  EXPECT_GT(pictures_.entries.size(), 43U);
  run(milliseconds(300));
  EXPECT_TRUE(moves_.empty()) << "what the controller wants wins in the end";
  const size_t frames = pictures_.entries.size();
  run(milliseconds(300));
  EXPECT_EQ(pictures_.entries.size(), frames);
  studio(2).on_air = true;
  run(milliseconds(200));
  EXPECT_GT(pictures_.entries.size(), frames);
  expect_on_air(2);
}

TEST_F(ReceiverSwitchTest, FindsANewSenderWhenTheOldOneHasGone) {
  run(milliseconds(100));
  studio(1).on_air = false;
  run(milliseconds(300));
  move_all(2);
  run(milliseconds(200));
  expect_on_air(2);
}

TEST_F(ReceiverSwitchTest, GoesOnWithTheNewSenderWhenTheOldOneGoesMeanwhile) {
  run(milliseconds(100));
  for (int i = 0; i < 8; ++i) {
    move_all(2);
    run(milliseconds(2 + 5 * i));
    studio(1).on_air = false;
    run(milliseconds(200));
    expect_on_air(2);
    studio(1).on_air = true;
    move_all(1);
    run(milliseconds(200));
    expect_on_air(1);
  }
}

TEST_F(ReceiverSwitchTest, TakesTheLastOfManyWishes) {
  run(milliseconds(100));
  forget();
  move_all(2);
  run(milliseconds(1));
  move_all(1);
  run(milliseconds(150));
  EXPECT_EQ(pictures_.cuts().size(), 0U) << "it never left";
  expect_on_air(1);
  for (int i = 0; i < 60; ++i) {
    move_all(2);
    run(milliseconds(i));
    move_all(1);  // while the first of the two is waiting, being carried out or done
    run(milliseconds(300));
    expect_on_air(1);
  }
  expect_no_break();
  EXPECT_EQ(sound_.cuts(), pictures_.cuts()) << "later wishes keep together, too";
  EXPECT_EQ(data_.cuts(), pictures_.cuts());
}

TEST_F(ReceiverSwitchTest, IsNotDisturbedByTheFlowItHasAlready) {
  run(milliseconds(100));
  forget();
  move_all(1);
  EXPECT_TRUE(moves_.empty());
  run(milliseconds(100));
  expect_no_break();
  EXPECT_EQ(video_->moves(), 0U);
}

TEST_F(ReceiverSwitchTest, ChangesOneLegAndThenTheOther) {
  run(milliseconds(100));
  forget();
  const config::ReceiverConfig both = on(1, Essence::kVideo);
  config::ReceiverConfig red = both;
  red.legs[index_of(Leg::kBlue)].reset();
  config::ReceiverConfig blue = both;
  blue.legs[index_of(Leg::kRed)].reset();
  for (const config::ReceiverConfig& wanted : {red, both, blue, red, both}) {
    move({{video_.get(), wanted}});
    run(milliseconds(150));
    EXPECT_TRUE(moves_.empty());
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      const uint64_t packets = video_->legs().legs[index_of(leg)].packets.get();
      EXPECT_EQ(packets > 0, wanted.legs[index_of(leg)].has_value());
    }
  }
  expect_no_break();
  EXPECT_EQ(video_->moves(), 5U);
}

TEST_F(ReceiverSwitchTest, NarrowsDownToOneSourceOfItsGroup) {
  run(milliseconds(100));
  forget();
  config::ReceiverConfig narrow = on(1, Essence::kVideo);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    narrow.legs[index_of(leg)]->source = config_.networks[index_of(leg)]->address;
  }
  move({{video_.get(), narrow}});
  run(milliseconds(150));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(video_->moves(), 1U);
  expect_no_break();
}

TEST_F(ReceiverSwitchTest, IsQuietWhenItIsParkedAndComesBack) {
  run(milliseconds(100));
  config::ReceiverConfig parked = on(1, Essence::kVideo);
  parked.legs = {};
  ASSERT_EQ(video_->move_to(parked, kConsumerFrames).value(), false);
  pictures_.drain();
  forget();
  run(milliseconds(100));
  EXPECT_EQ(pictures_.entries.size(), 0U);
  EXPECT_EQ(video_->video_receiver(), nullptr);
  EXPECT_EQ(video_->legs().recovered.get(), 0U);
  ASSERT_EQ(video_->move_to(on(1, Essence::kVideo), kConsumerFrames).value(), false);
  run(milliseconds(100));
  EXPECT_GE(pictures_.entries.size(), 3U) << "the same flow again";
  EXPECT_EQ(pictures_.breaks(), 0);
  ASSERT_EQ(video_->move_to(parked, kConsumerFrames).value(), false);
  ASSERT_EQ(video_->move_to(on(2, Essence::kVideo), kConsumerFrames).value(), false);
  run(milliseconds(100));
  EXPECT_EQ(pictures_.studio(), 2);
}

TEST_F(ReceiverSwitchTest, CanBeParkedWhileItMoves) {
  config::ReceiverConfig parked = on(1, Essence::kVideo);
  parked.legs = {};
  for (int i = 0; i < 50; i += 3) {
    run(milliseconds(100));
    move({{video_.get(), on(2, Essence::kVideo)}});
    run(milliseconds(i));
    move({{video_.get(), parked}});
    run(milliseconds(100));
    EXPECT_TRUE(moves_.empty());
    EXPECT_TRUE(video_->config().parked());
    EXPECT_EQ(video_->video_receiver(), nullptr);
    move({{video_.get(), on(1, Essence::kVideo)}});
  }
}

TEST_F(ReceiverSwitchTest, GivesOneFlowToTwoReceivers) {
  auto second = receiver(Essence::kVideo);
  test::Delivered<bus::VideoFrame> also;
  ASSERT_TRUE(second->video.connect(also.ring));
  run(milliseconds(200));
  also.drain();
  ASSERT_GT(also.entries.size(), 5U);
  EXPECT_EQ(also.breaks(), 0);
  forget();
  move_all(2);
  run(milliseconds(150));
  also.drain();
  EXPECT_EQ(also.breaks(), 0) << "stays";
  EXPECT_EQ(also.studio(), 1);
  move_all(1);
  run(milliseconds(150));
  second->stop();
  run(milliseconds(100));
  expect_no_break();
  expect_on_air(1);
}

TEST_F(ReceiverSwitchTest, SurvivesTheRemovalOfAReceiverThatMoves) {
  run(milliseconds(100));
  forget();
  move_all(2);
  run(milliseconds(3));
  moves_.forget(*video_);
  video_->video.disconnect(pictures_.ring);
  video_ = nullptr;
  run(milliseconds(200));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(sound_.studio(), 2);
  EXPECT_EQ(sound_.breaks(), 0);
  video_ = receiver(Essence::kVideo, 2);
  ASSERT_TRUE(video_->video.connect(pictures_.ring));
  run(milliseconds(100));
  expect_on_air(2);
}

TEST_F(ReceiverSwitchTest, FollowsAClockThatIsSetWhileItMoves) {
  for (const Duration step :
       {milliseconds(-3'600'000), milliseconds(-700), milliseconds(3'600'000), milliseconds(700)}) {
    for (const int ms : {1, 41, 47}) {
      run(milliseconds(500));
      move_all(2);
      run(milliseconds(ms));
      now_ = now_ + step;
      studio(test::Programme{.number = 1});
      studio(test::Programme{.number = 2});
      run(milliseconds(2000));
      expect_on_air(2);
      move_all(1);
      run(milliseconds(1000));
      expect_on_air(1);
    }
  }
}

}  // namespace
}  // namespace cw::app
