// The moves with the workers as threads: what runs between their cycles, what they share with the control thread, and what others read
// meanwhile. Run it under ThreadSanitizer.
#include <gtest/gtest.h>

#include <atomic>

#include "tests/component/app/switch_rig.h"

namespace cw::app {
namespace {

using std::chrono::milliseconds;

class ThreadedSwitchTest : public test::SwitchRig {
 protected:
  explicit ThreadedSwitchTest(std::vector<int> cores = {}) : SwitchRig(std::move(cores)) {
    engine_->start();
    threads_ = true;
  }

  /// As status and metrics do.
  void tick() override {
    for (const auto& unit : {video_.get(), audio_.get(), anc_.get()}) {
      seen_ += unit->legs().recovered.get() + static_cast<uint64_t>(unit->media_time().locked.get()) + unit->moves();
    }
    if (video_->video_receiver() != nullptr) seen_ += video_->video_receiver()->snapshot().recovered;
    for (const auto& studio : studios_) {
      const auto& emitter = *std::get<std::unique_ptr<VideoEmitter>>(studio->senders[0]->emitter());
      for (const auto& leg : emitter.legs()) seen_ += index_of(leg->leg()) + leg->statistics().packets.get();
    }
  }

  void switch_times(int times) {
    run(milliseconds(100));
    forget();
    for (int i = 0; i < times; ++i) {
      move_all(i % 2 == 0 ? 2 : 1);
      run(milliseconds(100 + 7 * (i % 5)));
      expect_on_air(i % 2 == 0 ? 2 : 1);
    }
    expect_no_break();
    EXPECT_EQ(pictures_.cuts().size(), static_cast<size_t>(times));
    EXPECT_EQ(sound_.cuts(), pictures_.cuts());
    EXPECT_EQ(data_.cuts(), pictures_.cuts());
  }

  uint64_t seen_ = 0;
};

TEST_F(ThreadedSwitchTest, SwitchesWithoutMissingOrRepeatingAnything) { switch_times(10); }

TEST_F(ThreadedSwitchTest, SendsElsewhereWhileOthersRead) {
  nmos::SenderActivation here = studio(1).senders[0]->active();
  nmos::SenderActivation there = here;
  for (nmos::SenderLegTarget& leg : there.legs) leg.destination.value += 0x100000;
  nmos::SenderActivation off = here;
  off.master_enable = false;
  for (int i = 0; i < 10; ++i) {
    for (const auto& wanted : {there, off, here}) {
      ASSERT_TRUE(studio(1).senders[0]->activate(wanted));
      run(milliseconds(30));
    }
  }
  run(milliseconds(200));
  expect_on_air(1);
}

TEST_F(ThreadedSwitchTest, CanBeParkedAndStoppedWhileItMoves) {
  for (int i = 0; i < 10; ++i) {
    move_all(2);
    run(milliseconds(5 * i));
    config::ReceiverConfig parked = video_->wanted();
    parked.legs = {};
    move({{video_.get(), parked}});
    run(milliseconds(i));
    move_all(1);
    run(milliseconds(3 * i));
  }
  run(milliseconds(1300));
  expect_on_air(1);
  move_all(2);
  run(milliseconds(1));
}

TEST_F(ThreadedSwitchTest, MovesSixtyFourReceiversAtOnce) {
  std::vector<std::unique_ptr<ReceiverUnit>> units;
  std::vector<std::unique_ptr<test::Delivered<bus::VideoFrame>>> delivered;
  for (int i = 0; i < 64; ++i) {
    units.push_back(receiver(i % 3 == 0 ? config::Essence::kVideo
                                        : (i % 3 == 1 ? config::Essence::kAudio : config::Essence::kAnc)));
    delivered.push_back(std::make_unique<test::Delivered<bus::VideoFrame>>());
    ASSERT_TRUE(units.back()->video.connect(delivered.back()->ring));
  }
  run(milliseconds(100));
  for (const auto& one : delivered) one->drain();
  for (const auto& one : delivered) one->entries.clear();
  std::vector<Switchable*> moving;
  const auto begun = std::chrono::steady_clock::now();
  for (const auto& unit : units) {
    const auto moves = unit->move_to(on(2, unit->config().essence), kConsumerFrames);
    ASSERT_TRUE(moves && *moves);
    moving.push_back(unit.get());
  }
  const auto took = std::chrono::steady_clock::now() - begun;
  RecordProperty("microseconds", std::to_string(took / std::chrono::microseconds(1)));
  EXPECT_LT(took, milliseconds(500)) << "a fifth of it is usual on a busy machine";
  moves_.add(moving, now_);
  run(milliseconds(150));
  EXPECT_TRUE(moves_.empty());
  std::vector<TaiTime> cuts;
  for (const auto& one : delivered) {
    one->drain();
    EXPECT_EQ(one->breaks() + one->damaged(), 0);
    for (const TaiTime cut : one->cuts()) cuts.push_back(cut);
  }
  EXPECT_EQ(cuts.size(), 22U);
  EXPECT_EQ(std::ranges::count(cuts, cuts[0]), 22) << "all at one frame";
}

class TwoWorkersSwitchTest : public ThreadedSwitchTest {
 protected:
  TwoWorkersSwitchTest() : ThreadedSwitchTest({0, 1}) {}
};

TEST_F(TwoWorkersSwitchTest, SwitchesWithoutMissingOrRepeatingAnything) { switch_times(5); }

}  // namespace
}  // namespace cw::app
