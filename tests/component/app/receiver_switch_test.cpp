// Receivers that move between live senders (IS-05 activations), packet by packet, on a fake clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/app/nmos/receiver_binding.h"
#include "gateway/app/receiver_moves.h"
#include "tests/component/app/studio_rig.h"

namespace cw::app {
namespace {

using config::Essence;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using test::studio_group;

constexpr size_t kConsumerFrames = 16;

class ReceiverSwitchTest : public testing::Test {
 protected:
  ReceiverSwitchTest() {
    engine_ = test::must(Engine::create(config_, clock_));
    first_ = std::make_unique<test::Studio>(1, *engine_, clock_);
    second_ = std::make_unique<test::Studio>(2, *engine_, clock_);
    video_ = receiver(Essence::kVideo);
    audio_ = receiver(Essence::kAudio);
    anc_ = receiver(Essence::kAnc);
    EXPECT_TRUE(video_->video.connect(pictures_.ring));
    EXPECT_TRUE(audio_->audio.connect(sound_.ring));
    EXPECT_TRUE(anc_->anc.connect(data_.ring));
  }
  ~ReceiverSwitchTest() override {
    for (const auto& unit : {video_.get(), audio_.get(), anc_.get()}) unit->stop();
    for (const auto& studio : {first_.get(), second_.get()}) {
      for (const auto& sender : studio->senders) sender->stop();
    }
  }

  std::unique_ptr<ReceiverUnit> receiver(Essence essence, int studio = 1) {
    auto unit = ReceiverUnit::create(on_studio(essence, studio), kConsumerFrames, *engine_);
    EXPECT_TRUE(unit) << unit.error().message;
    EXPECT_TRUE((*unit)->start());
    return std::move(*unit);
  }

  static config::ReceiverConfig on_studio(Essence essence, int studio) {
    config::ReceiverConfig config;
    config.id = "receiver" + std::to_string(static_cast<int>(essence));
    config.essence = essence;
    config.payload_type = {static_cast<uint8_t>(96 + static_cast<int>(essence))};
    if (essence == Essence::kVideo) config.video = test::studio_video();
    if (essence == Essence::kAudio) config.audio = config::AudioParameters{};
    if (essence == Essence::kAnc) config.anc = config::AncParameters{};
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      config.legs[index_of(leg)] = config::ReceiverLeg{.group = studio_group(studio, essence, leg), .port = 5004, .source = {}};
    }
    return config;
  }

  void run(Duration time) {
    const TaiTime end = now_ + time;
    for (; now_ < end; now_ = now_ + microseconds(100)) {
      if (now_ >= next_make_) {
        first_->make(next_make_);
        second_->make(next_make_);
        next_make_ = next_make_ + milliseconds(1);
      }
      clock_.set(now_);
      for (int cycle = 0; cycle < 3; ++cycle) (void)engine_->workers().front()->run_cycle(now_);
      moves_.step(now_);
      pictures_.drain();
      sound_.drain();
      data_.drain();
    }
  }

  void move_all(int studio) {
    std::vector<Switchable*> moving;
    for (ReceiverUnit* unit : {video_.get(), audio_.get(), anc_.get()}) {
      const auto moves = unit->move_to(on_studio(unit->config().essence, studio), kConsumerFrames);
      ASSERT_TRUE(moves) << moves.error().message;
      if (*moves) moving.push_back(unit);
    }
    moves_.add(moving, now_);
  }

  void expect_no_break() {
    EXPECT_EQ(pictures_.breaks(1), 0);
    EXPECT_EQ(sound_.breaks(48), 0);
    EXPECT_EQ(data_.breaks(1), 0);
    EXPECT_EQ(pictures_.damaged(), 0);
    EXPECT_EQ(sound_.damaged(), 0);
  }
  /// Of what reception began with.
  void forget() {
    pictures_.entries.clear();
    sound_.entries.clear();
    data_.entries.clear();
  }

  config::Config config_ = test::studio_config();
  TaiTime now_ = TaiTime::from_ns(1'700'000'000 * kNsPerSecond);
  TaiTime next_make_ = now_;
  test::FakeClock clock_{now_};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<test::Studio> first_;
  std::unique_ptr<test::Studio> second_;
  std::unique_ptr<ReceiverUnit> video_;
  std::unique_ptr<ReceiverUnit> audio_;
  std::unique_ptr<ReceiverUnit> anc_;
  test::Delivered<bus::VideoFrame> pictures_;
  test::Delivered<bus::AudioBlock> sound_;
  test::Delivered<bus::AncFrame> data_;
  ReceiverMoves moves_;
};

TEST_F(ReceiverSwitchTest, Switches100TimesWithoutMissingOrRepeatingAnything) {
  run(milliseconds(100));
  forget();
  for (int i = 0; i < 100; ++i) {
    move_all(i % 2 == 0 ? 2 : 1);
    run(milliseconds(120 + 7 * (i % 5)));
    ASSERT_TRUE(moves_.empty()) << "switch " << i;
    ASSERT_EQ(pictures_.entries.back().studio, i % 2 == 0 ? 2 : 1);
  }
  expect_no_break();
  EXPECT_EQ(pictures_.cuts().size(), 100U);
  EXPECT_EQ(sound_.cuts(), pictures_.cuts()) << "sound changes with the picture, at one sample";
  EXPECT_EQ(data_.cuts(), pictures_.cuts());
  EXPECT_EQ(video_->moves(), 100U);
}

TEST_F(ReceiverSwitchTest, StaysOnAirWhileTheNewSenderIsNotThere) {
  second_->on_air = false;
  run(milliseconds(100));
  forget();
  move_all(2);
  run(milliseconds(900));
  expect_no_break();
  EXPECT_EQ(pictures_.entries.back().studio, 1);
  EXPECT_GT(pictures_.entries.size(), 44U);
  run(milliseconds(300));
  EXPECT_TRUE(moves_.empty());
  const size_t frames = pictures_.entries.size();
  second_->on_air = true;
  run(milliseconds(200));
  EXPECT_GT(pictures_.entries.size(), frames);
  EXPECT_EQ(pictures_.entries.back().studio, 2);
}

TEST_F(ReceiverSwitchTest, FindsANewSenderWhenTheOldOneHasGone) {
  run(milliseconds(100));
  first_->on_air = false;
  run(milliseconds(300));
  move_all(2);
  run(milliseconds(200));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(pictures_.entries.back().studio, 2);
  EXPECT_EQ(sound_.entries.back().studio, 2);
}

TEST_F(ReceiverSwitchTest, TakesTheLastOfManyWishes) {
  run(milliseconds(100));
  forget();
  move_all(2);
  run(milliseconds(1));
  move_all(1);
  run(milliseconds(150));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(pictures_.cuts().size(), 0U) << "it never left";
  move_all(2);
  run(milliseconds(45));
  move_all(1);  // while the first of the two is being carried out
  run(milliseconds(300));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(pictures_.entries.back().studio, 1);
  EXPECT_EQ(sound_.entries.back().studio, 1);
  expect_no_break();
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

TEST_F(ReceiverSwitchTest, GoesFromTwoLegsToOneOfThem) {
  run(milliseconds(100));
  forget();
  config::ReceiverConfig one_leg = on_studio(Essence::kVideo, 1);
  one_leg.legs[index_of(Leg::kBlue)].reset();
  ASSERT_EQ(video_->move_to(one_leg, kConsumerFrames).value(), true);
  const std::array<Switchable*, 1> moving{video_.get()};
  moves_.add(moving, now_);
  run(milliseconds(150));
  EXPECT_TRUE(moves_.empty());
  expect_no_break();
  EXPECT_EQ(video_->legs().legs[index_of(Leg::kBlue)].packets.get(), 0U);
  EXPECT_GT(video_->legs().legs[index_of(Leg::kRed)].packets.get(), 0U);
}

TEST_F(ReceiverSwitchTest, NarrowsDownToOneSourceOfItsGroup) {
  run(milliseconds(100));
  forget();
  config::ReceiverConfig narrow = on_studio(Essence::kVideo, 1);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    narrow.legs[index_of(leg)]->source = config_.networks[index_of(leg)]->address;
  }
  ASSERT_EQ(video_->move_to(narrow, kConsumerFrames).value(), true);
  const std::array<Switchable*, 1> moving{video_.get()};
  moves_.add(moving, now_);
  run(milliseconds(150));
  EXPECT_TRUE(moves_.empty());
  EXPECT_EQ(video_->moves(), 1U);
  expect_no_break();
}

TEST_F(ReceiverSwitchTest, IsQuietWhenItIsParkedAndComesBack) {
  run(milliseconds(100));
  config::ReceiverConfig parked = on_studio(Essence::kVideo, 1);
  parked.legs = {};
  ASSERT_EQ(video_->move_to(parked, kConsumerFrames).value(), false);
  pictures_.drain();
  const size_t frames = pictures_.entries.size();
  run(milliseconds(100));
  EXPECT_EQ(pictures_.entries.size(), frames);
  EXPECT_EQ(video_->video_receiver(), nullptr);
  EXPECT_EQ(video_->legs().recovered.get(), 0U);
  ASSERT_EQ(video_->move_to(on_studio(Essence::kVideo, 2), kConsumerFrames).value(), false);
  run(milliseconds(100));
  EXPECT_EQ(pictures_.entries.back().studio, 2);
}

TEST_F(ReceiverSwitchTest, GivesOneFlowToTwoReceivers) {
  auto second = receiver(Essence::kVideo, 1);
  test::Delivered<bus::VideoFrame> also;
  ASSERT_TRUE(second->video.connect(also.ring));
  run(milliseconds(200));
  also.drain();
  ASSERT_GT(also.entries.size(), 5U);
  EXPECT_EQ(also.breaks(1), 0);
  second->stop();
  forget();
  run(milliseconds(100));
  expect_no_break();
  EXPECT_GT(pictures_.entries.size(), 3U) << "the other one goes on";
}

TEST_F(ReceiverSwitchTest, TakesAnotherFormatWithTheActivation) {
  run(milliseconds(100));
  forget();
  config::ReceiverConfig larger = on_studio(Essence::kVideo, 2);
  larger.video->height = 2 * test::kStudioHeight;  // not what studio 2 sends: no whole frame will come
  ASSERT_EQ(video_->move_to(larger, kConsumerFrames).value(), true);
  ASSERT_EQ(video_->move_to(on_studio(Essence::kVideo, 2), kConsumerFrames).value(), true);
  config::ReceiverConfig impossible = on_studio(Essence::kVideo, 2);
  impossible.video->width = 9000;
  EXPECT_FALSE(video_->move_to(impossible, kConsumerFrames));
  const std::array<Switchable*, 1> moving{video_.get()};
  moves_.add(moving, now_);
  run(milliseconds(150));
  EXPECT_EQ(pictures_.entries.back().studio, 2) << "what was refused has changed nothing";
  expect_no_break();
}

TEST_F(ReceiverSwitchTest, FollowsASenderThatMovesToAnotherGroup) {
  run(milliseconds(100));
  forget();
  nmos::SenderActivation elsewhere = first_->senders[0]->active();
  for (nmos::SenderLegTarget& leg : elsewhere.legs) leg.destination.value += 0x100000;
  const uint64_t frames = video_->video_receiver()->assembler().statistics().frames_complete.get();
  ASSERT_TRUE(first_->senders[0]->activate(elsewhere));
  run(milliseconds(60));
  EXPECT_LE(video_->video_receiver()->assembler().statistics().frames_complete.get() - frames, 1U);
  EXPECT_EQ(video_->video_receiver()->assembler().statistics().frames_incomplete.get(), 0U)
      << "the flow ended with a frame";
  config::ReceiverConfig there = on_studio(Essence::kVideo, 1);
  for (auto& leg : there.legs) leg->group.value += 0x100000;
  ASSERT_TRUE(video_->move_to(there, kConsumerFrames));
  const std::array<Switchable*, 1> moving{video_.get()};
  moves_.add(moving, now_);
  run(milliseconds(300));
  EXPECT_EQ(pictures_.entries.back().studio, 1);
}

}  // namespace
}  // namespace cw::app
