// Senders that a controller sends elsewhere, switches off and on again (IS-05) while they are on air.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/app/switch_rig.h"

namespace cw::app {
namespace {

using config::Essence;
using std::chrono::milliseconds;

class SenderSwitchTest : public test::SwitchRig {
 protected:
  SenderSwitchTest() { run(milliseconds(200)); }

  /// Receivers for what will be sent there.
  void listen_there() {
    there_video_ = there(Essence::kVideo);
    there_audio_ = there(Essence::kAudio);
    there_anc_ = there(Essence::kAnc);
    EXPECT_TRUE(there_video_->video.connect(pictures_there_.ring));
    EXPECT_TRUE(there_audio_->audio.connect(sound_there_.ring));
    EXPECT_TRUE(there_anc_->anc.connect(data_there_.ring));
    pictures_there_.entries.clear();
    sound_there_.entries.clear();
    data_there_.entries.clear();
  }

  void tick() override {
    pictures_there_.drain();
    sound_there_.drain();
    data_there_.drain();
  }

  /// Where the senders will go: other groups and another port.
  static nmos::SenderActivation elsewhere(const nmos::SenderActivation& from) {
    nmos::SenderActivation to = from;
    for (nmos::SenderLegTarget& leg : to.legs) {
      leg.destination.value += 0x100000;
      leg.destination_port = 6000;
      leg.source_port = 7000;
    }
    return to;
  }
  std::unique_ptr<ReceiverUnit> there(Essence essence) {
    config::ReceiverConfig config = on(1, essence);
    for (auto& leg : config.legs) {
      leg->group.value += 0x100000;
      leg->port = 6000;
    }
    auto unit = test::must(ReceiverUnit::create(config, kConsumerFrames, *engine_));
    EXPECT_TRUE(unit->start());
    return unit;
  }
  void activate_all(const std::vector<nmos::SenderActivation>& wanted) {
    for (size_t i = 0; i < wanted.size(); ++i) ASSERT_TRUE(studio(1).senders[i]->activate(wanted[i]));
  }
  [[nodiscard]] std::vector<nmos::SenderActivation> active() {
    std::vector<nmos::SenderActivation> all;
    for (const auto& sender : studio(1).senders) all.push_back(sender->active());
    return all;
  }
  /// No unit is missing or damaged on the way from one place to the other. Of the first ANC unit of a stream nobody knows that it is whole.
  template <typename Unit>
  static void expect_one_line(const test::Delivered<Unit>& here, const test::Delivered<Unit>& there) {
    ASSERT_FALSE(here.entries.empty());
    ASSERT_FALSE(there.entries.empty());
    EXPECT_EQ(here.breaks() + there.breaks(), 0);
    EXPECT_EQ(here.damaged(), 0);
    constexpr int kDoubtful = std::is_same_v<Unit, bus::AncFrame> ? 1 : 0;
    EXPECT_EQ(there.damaged(), kDoubtful);
    EXPECT_EQ(there.entries.front().number, here.entries.back().number + 1);
  }
  template <typename Emitter>
  static const EmitStatistics& statistics_of(const SenderUnit& sender) {
    return std::get<std::unique_ptr<Emitter>>(sender.emitter())->statistics();
  }

  std::unique_ptr<ReceiverUnit> there_video_;
  std::unique_ptr<ReceiverUnit> there_audio_;
  std::unique_ptr<ReceiverUnit> there_anc_;
  test::Delivered<bus::VideoFrame> pictures_there_;
  test::Delivered<bus::AudioBlock> sound_there_;
  test::Delivered<bus::AncFrame> data_there_;
};

TEST_F(SenderSwitchTest, GoesElsewhereBetweenTwoFrames) {
  for (int ms = 0; ms < 20; ++ms) {
    SCOPED_TRACE(ms);
    listen_there();
    forget();
    const auto before = active();
    run(milliseconds(60 + ms));
    activate_all({elsewhere(before[0]), elsewhere(before[1]), elsewhere(before[2])});
    run(milliseconds(160));
    expect_one_line(pictures_, pictures_there_);
    expect_one_line(sound_, sound_there_);
    expect_one_line(data_, data_there_);
    EXPECT_EQ(there_video_->legs().missing.get() + there_audio_->legs().missing.get(), 0U);
    activate_all(before);
    run(milliseconds(160));
  }
  const EmitStatistics& video = statistics_of<VideoEmitter>(*studio(1).senders[0]);
  EXPECT_EQ(video.stalled_frames.get(), 0U);
  EXPECT_LE(video.lateness_max_ns.get(), 100'000) << "a step of the test's clock: no gap, no burst";
}

TEST_F(SenderSwitchTest, GoesOnAfterItWasOff) {
  forget();
  run(milliseconds(100));
  const auto on_air = active();
  auto off = on_air;
  for (nmos::SenderActivation& sender : off) sender.master_enable = false;
  const uint64_t packets = statistics_of<VideoEmitter>(*studio(1).senders[0]).packets.get();
  activate_all(off);
  run(milliseconds(100));
  const size_t pictures = pictures_.entries.size();
  const size_t blocks = sound_.entries.size();
  EXPECT_LE(statistics_of<VideoEmitter>(*studio(1).senders[0]).packets.get() - packets, 10U) << "the frame under way";
  run(milliseconds(500));
  EXPECT_EQ(pictures_.entries.size(), pictures);
  EXPECT_EQ(sound_.entries.size(), blocks);
  activate_all(on_air);
  run(milliseconds(300));
  EXPECT_GE(pictures_.entries.size(), pictures + 12);
  EXPECT_EQ(pictures_.breaks(), 1) << "the time it was off";
  EXPECT_EQ(pictures_.damaged(), 0);
  EXPECT_EQ(data_.breaks(), 1);
  EXPECT_LE(statistics_of<VideoEmitter>(*studio(1).senders[0]).lateness_max_ns.get(), 100'000) << "no burst";
  EXPECT_EQ(video_->legs().missing.get() + video_->legs().restarts.get(), 0U) << "numbered on";
}

TEST_F(SenderSwitchTest, LosesNothingWhenOneLegIsSwitchedOffAndOn) {
  forget();
  const auto both = active();
  for (size_t leg = 0; leg < 2; ++leg) {
    auto one = both;
    for (nmos::SenderActivation& sender : one) sender.legs[leg].enabled = false;
    activate_all(one);
    run(milliseconds(200));
    activate_all(both);
    run(milliseconds(200));
  }
  expect_no_break();
}

TEST_F(SenderSwitchTest, ChangesNothingWhenItCannotBeDone) {
  nmos::SenderActivation wanted = active()[0];
  wanted.legs[0].source = Ipv4Address{0x01020304};
  EXPECT_FALSE(studio(1).senders[0]->activate(wanted));
  wanted = active()[0];
  wanted.legs[0].destination = {};
  EXPECT_FALSE(studio(1).senders[0]->activate(wanted));
  wanted = active()[0];
  wanted.legs.pop_back();
  EXPECT_FALSE(studio(1).senders[0]->activate(wanted));
  forget();
  run(milliseconds(100));
  expect_no_break();
}

TEST_F(SenderSwitchTest, IsFollowedByAReceiverThatMovesWithIt) {
  listen_there();
  forget();
  const auto before = active();
  activate_all({elsewhere(before[0]), elsewhere(before[1]), elsewhere(before[2])});
  move({{video_.get(), there_video_->config()},
        {audio_.get(), there_audio_->config()},
        {anc_.get(), there_anc_->config()}});
  run(milliseconds(500));
  expect_on_air(1);
  EXPECT_EQ(pictures_.damaged(), 0);
}

}  // namespace
}  // namespace cw::app
