#include "gateway/app/receiver_moves.h"

#include <gtest/gtest.h>

#include <array>

namespace cw::app {
namespace {

using std::chrono::milliseconds;

class FakeReceiver final : public Switchable {
 public:
  [[nodiscard]] bool is_ready() const override { return ready; }
  [[nodiscard]] std::optional<FrameRate> frame_rate() const override { return rate; }
  void commit(TaiTime at) override { cut = at; }
  [[nodiscard]] MoveState complete(TaiTime) override { return state; }

  bool ready = false;
  std::optional<FrameRate> rate;
  std::optional<TaiTime> cut;
  MoveState state = MoveState::kUnderWay;
};

class ReceiverMovesTest : public testing::Test {
 protected:
  ReceiverMovesTest() { video_.rate = FrameRate::hz(25); }
  void add_both() {
    const std::array<Switchable*, 2> group{&video_, &audio_};
    sut_.add(group, start_);
  }
  const TaiTime start_ = TaiTime::from_ns(1'000 * kNsPerSecond + 7'000'000);
  FakeReceiver video_;
  FakeReceiver audio_;
  ReceiverMoves sut_;
};

TEST_F(ReceiverMovesTest, CutsAGroupAtOneFrameBoundaryInTheFuture) {
  add_both();
  audio_.ready = true;
  sut_.step(start_ + milliseconds(10));
  EXPECT_FALSE(audio_.cut) << "waits for the video";
  video_.ready = true;
  sut_.step(start_ + milliseconds(30));
  ASSERT_TRUE(video_.cut);
  EXPECT_EQ(audio_.cut, video_.cut);
  EXPECT_EQ(*video_.cut, TaiTime::from_ns(1'000 * kNsPerSecond + 80'000'000))
      << "37 ms + 5 ms of notice, then a boundary";
}

TEST_F(ReceiverMovesTest, DoesNotWaitLongForTheOthers) {
  add_both();
  audio_.ready = true;
  sut_.step(start_);
  sut_.step(start_ + ReceiverMoves::kTogether);
  EXPECT_TRUE(audio_.cut);
  EXPECT_FALSE(video_.cut);
}

TEST_F(ReceiverMovesTest, SwitchesWithoutASenderInTheEnd) {
  add_both();
  sut_.step(start_ + ReceiverMoves::kPatience - milliseconds(1));
  EXPECT_FALSE(video_.cut);
  sut_.step(start_ + ReceiverMoves::kPatience);
  EXPECT_TRUE(video_.cut);
  EXPECT_TRUE(audio_.cut);
}

TEST_F(ReceiverMovesTest, WaitsNoLongerWhenTheClockIsSetBack) {
  add_both();
  audio_.ready = true;
  sut_.step(start_ + milliseconds(1));
  const TaiTime earlier = start_ - std::chrono::hours(1);
  sut_.step(earlier);
  sut_.step(earlier + ReceiverMoves::kTogether);
  EXPECT_TRUE(audio_.cut);
  EXPECT_FALSE(video_.cut);
  sut_.step(earlier + ReceiverMoves::kPatience);
  EXPECT_TRUE(video_.cut);
}

TEST_F(ReceiverMovesTest, IsEmptyWhenAllHaveMoved) {
  add_both();
  video_.ready = audio_.ready = true;
  sut_.step(start_);
  audio_.state = MoveState::kDone;
  sut_.step(start_ + milliseconds(50));
  EXPECT_FALSE(sut_.empty());
  video_.state = MoveState::kDone;
  sut_.step(start_ + milliseconds(52));
  EXPECT_TRUE(sut_.empty());
}

TEST_F(ReceiverMovesTest, BeginsAnewWhenAnotherMoveWasAskedForMeanwhile) {
  add_both();
  sut_.forget(audio_);
  video_.ready = true;
  sut_.step(start_);
  video_.cut.reset();
  video_.ready = false;
  video_.state = MoveState::kAgain;
  sut_.step(start_ + milliseconds(50));
  video_.state = MoveState::kUnderWay;
  sut_.step(start_ + milliseconds(60));
  EXPECT_FALSE(video_.cut);
  video_.ready = true;
  sut_.step(start_ + milliseconds(70));
  EXPECT_TRUE(video_.cut);
}

TEST_F(ReceiverMovesTest, KeepsLaterWishesTogether) {
  add_both();
  video_.ready = audio_.ready = true;
  sut_.step(start_);
  ASSERT_TRUE(video_.cut && audio_.cut);
  add_both();  // both are being cut over: what is wanted now comes after that
  video_.cut.reset();
  audio_.cut.reset();
  video_.state = MoveState::kAgain;
  sut_.step(start_ + milliseconds(50));
  video_.state = MoveState::kUnderWay;
  sut_.step(start_ + milliseconds(52));
  EXPECT_FALSE(video_.cut) << "waits for the audio, which is not that far";
  audio_.state = MoveState::kAgain;
  sut_.step(start_ + milliseconds(60));
  audio_.state = MoveState::kUnderWay;
  sut_.step(start_ + milliseconds(62));
  ASSERT_TRUE(video_.cut);
  EXPECT_EQ(video_.cut, audio_.cut);
}

}  // namespace
}  // namespace cw::app
