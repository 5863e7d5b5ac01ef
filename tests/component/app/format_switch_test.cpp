// Receivers that move to senders of another format, clock or payload type.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/app/switch_rig.h"

namespace cw::app {
namespace {

using config::Essence;
using std::chrono::milliseconds;

class FormatSwitchTest : public test::SwitchRig {
 protected:
  /// To the programme and back to studio 1, some times.
  void there_and_back(const test::Programme& programme) {
    studio(programme);
    run(milliseconds(300));
    forget();
    for (int i = 0; i < 10; ++i) {
      move_all(i % 2 == 0 ? programme.number : 1);
      run(milliseconds(300 + 13 * i));
      expect_on_air(i % 2 == 0 ? programme.number : 1);
    }
    EXPECT_EQ(pictures_.damaged(), 0);
    EXPECT_EQ(sound_.damaged(), 0);
    EXPECT_EQ(data_.damaged(), 0);
    EXPECT_EQ(pictures_.cuts().size(), 10U);
  }
  /// Each picture begins where the one before ended.
  void expect_pictures_in_line() const {
    for (size_t i = 1; i < pictures_.entries.size(); ++i) {
      EXPECT_EQ(pictures_.entries[i].tai, pictures_.entries[i - 1].end) << i;
    }
  }
};

TEST_F(FormatSwitchTest, TakesAnotherRasterAndDepth) {
  test::Programme other{.number = 3};
  other.video.width = 128;
  other.video.height = 72;
  other.video.depth = 10;
  there_and_back(other);
  expect_no_break();
}

TEST_F(FormatSwitchTest, TakesAnotherRateOnABoundaryOfBoth) {
  for (const FrameRate rate : {FrameRate::hz(25), FrameRate::hz(100)}) {
    test::Programme other{.number = 3};
    other.video.rate = rate;
    there_and_back(other);
    expect_pictures_in_line();
    EXPECT_EQ(sound_.breaks(), 0);
  }
}

TEST_F(FormatSwitchTest, TakesAForeignRate) {
  test::Programme other{.number = 3};
  other.video.rate = *FrameRate::create(60000, 1001);
  there_and_back(other);
  EXPECT_EQ(sound_.breaks(), 0);
}

TEST_F(FormatSwitchTest, TakesInterlacedAndBack) {
  test::Programme other{.number = 3};
  other.video.rate = FrameRate::hz(25);
  other.video.scan = config::Scan::kInterlaced;
  there_and_back(other);
  expect_pictures_in_line();
  EXPECT_EQ(sound_.breaks(), 0);
}

TEST_F(FormatSwitchTest, SwitchesBetweenInterlacedSendersAtWholeFrames) {
  for (const int number : {1, 2}) {
    test::Programme interlaced{.number = number};
    interlaced.video.rate = FrameRate::hz(25);
    interlaced.video.scan = config::Scan::kInterlaced;
    studio(interlaced);
  }
  move_all(1);
  run(milliseconds(1500));
  forget();
  for (int i = 0; i < 20; ++i) {
    move_all(i % 2 == 0 ? 2 : 1);
    run(milliseconds(250 + 7 * i));
  }
  expect_no_break();
  EXPECT_EQ(pictures_.cuts().size(), 20U);
  EXPECT_EQ(data_.cuts(), pictures_.cuts()) << "no frame has the fields' data of two senders";
}

TEST_F(FormatSwitchTest, TakesAnotherPayloadType) {
  there_and_back({.number = 3, .payload_type = 112});
  expect_no_break();
}

TEST_F(FormatSwitchTest, TakesOtherAudio) {
  test::Programme other{.number = 3};
  other.audio.rate_hz = 96'000;
  other.audio.channels = 4;
  other.audio.depth = 16;
  there_and_back(other);
  for (size_t i = 1; i < sound_.entries.size(); ++i) {
    EXPECT_EQ(sound_.entries[i].tai - sound_.entries[i - 1].tai, milliseconds(1)) << i;
  }
}

TEST_F(FormatSwitchTest, TakesASenderThatIsNotLockedToPtp) {
  for (const int64_t ahead_us : {1'234'567'890LL, 77'003'000LL, -5'008'123LL}) {
    there_and_back({.number = 3, .clock_ahead = std::chrono::microseconds(ahead_us)});
    EXPECT_EQ(pictures_.breaks(), 0) << "ahead by " << ahead_us << " us";
    EXPECT_EQ(data_.breaks(), 0);
  }
}

TEST_F(FormatSwitchTest, WaitsForASenderThatIsLateByManyFrames) {
  there_and_back({.number = 3, .clock_ahead = milliseconds(-80)});
  EXPECT_EQ(pictures_.breaks(), 0);
  EXPECT_EQ(sound_.breaks(), 0);
}

TEST_F(FormatSwitchTest, ChangesNothingWhenItCannotTakeTheFormat) {
  run(milliseconds(100));
  forget();
  config::ReceiverConfig larger = on(2, Essence::kVideo);
  larger.video->height = 96;  // not what studio 2 sends: no whole frame will come
  move({{video_.get(), larger}, {video_.get(), on(2, Essence::kVideo)}});
  config::ReceiverConfig impossible = on(2, Essence::kVideo);
  impossible.video->width = 9000;
  EXPECT_FALSE(video_->move_to(impossible, kConsumerFrames));
  run(milliseconds(150));
  EXPECT_EQ(pictures_.studio(), 2) << "the wish before it still counts";
  expect_no_break();
}

}  // namespace
}  // namespace cw::app
