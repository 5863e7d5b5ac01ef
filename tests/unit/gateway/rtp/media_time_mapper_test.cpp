#include "gateway/rtp/media_time_mapper.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tests/support/allocation_guard.h"

namespace cw::rtp {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using MediaTime = MediaTimeMapper::MediaTime;

constexpr TaiTime kStart = TaiTime::from_ns(1'763'870'400'123'456'789);
constexpr Rate kFrames = Rate::hz(50);

/// A sender of 50 frames a second whose time stamps are TAI + `base` ticks.
struct FakeSender {
  uint32_t base = 0;
  int64_t frame = kFrames.index_at(kStart);

  [[nodiscard]] TaiTime time() const { return kFrames.time_of(frame); }
  [[nodiscard]] RtpTimestamp timestamp() const {
    return RtpTimestamp{static_cast<uint32_t>(static_cast<uint64_t>(kFrames.rescale(frame, kVideoClock))) + base};
  }
};

TEST(MediaTimeMapper, MapsALockedSenderExactly) {
  MediaTimeMapper sut({});
  FakeSender sender;
  for (int i = 0; i < 1'000; ++i, ++sender.frame) {
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + milliseconds{1 + i % 15});
    ASSERT_TRUE(time.locked);
    ASSERT_FALSE(time.jump);
    ASSERT_EQ(time.ticks.value, kFrames.rescale(sender.frame, kVideoClock));
    ASSERT_EQ(time.tai, kVideoClock.time_of(time.ticks.value));
  }
  EXPECT_EQ(sut.statistics().locked.get(), 1);
}

TEST(MediaTimeMapper, KeepsExactTimesOverTheWrapOfTheTimestamp) {
  MediaTimeMapper sut({});
  FakeSender sender;
  sender.frame += (0x1'0000'0000LL - sender.timestamp().value) / 1'800 - 10;
  int64_t last = 0;
  for (int i = 0; i < 20; ++i, ++sender.frame) {
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + milliseconds{1});
    if (i > 0) {
      ASSERT_EQ(time.ticks.value - last, 1'800);
    }
    last = time.ticks.value;
  }
}

TEST(MediaTimeMapper, MapsReorderedAndRepeatedTimestampsLikeTheFirstTime) {
  MediaTimeMapper sut({});
  FakeSender sender;
  const MediaTime first = sut.map(sender.timestamp(), sender.time() + milliseconds{1});
  FakeSender next = sender;
  ++next.frame;
  static_cast<void>(sut.map(next.timestamp(), next.time() + milliseconds{1}));
  const MediaTime again = sut.map(sender.timestamp(), next.time() + milliseconds{2});
  EXPECT_EQ(again.ticks, first.ticks);
  EXPECT_EQ(again.tai, first.tai);
  EXPECT_FALSE(again.jump);
}

TEST(MediaTimeMapper, StaysLockedThroughDelaysAndPauses) {
  MediaTimeMapper sut({});
  FakeSender sender;
  for (int i = 0; i < 500; ++i, ++sender.frame) {
    if (i == 200) sender.frame += 5;  // 100 ms without packets
    const auto delay = milliseconds{i >= 300 && i < 320 ? 180 : 1};
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + delay);
    ASSERT_TRUE(time.locked);
    ASSERT_FALSE(time.jump);
  }
}

TEST(MediaTimeMapper, DoesNotFlapWithASenderAtTheEdge) {
  MediaTimeMapper sut({.max_latency = milliseconds{100}});
  FakeSender sender;
  for (int i = 0; i < 3'000; ++i, ++sender.frame) {
    static_cast<void>(sut.map(sender.timestamp(), sender.time() + milliseconds{i % 2 == 0 ? 95 : 105}));
  }
  EXPECT_TRUE(sut.locked());
  EXPECT_EQ(sut.statistics().lock_changes.get(), 0U);
  for (int i = 0; i < 3'000; ++i, ++sender.frame) {
    static_cast<void>(sut.map(sender.timestamp(), sender.time() - microseconds{i % 2 == 0 ? 900 : 1'100}));
  }
  EXPECT_EQ(sut.statistics().lock_changes.get(), 0U);
}

TEST(MediaTimeMapper, MapsARandomBaseToArrival) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 0x8765'4321};
  std::mt19937 random(5);
  TaiTime last = TaiTime::from_ns(0);
  for (int i = 0; i < 2'000; ++i, ++sender.frame) {
    const auto jitter = microseconds{random() % 3'000};
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + milliseconds{2} + jitter);
    ASSERT_FALSE(time.locked);
    ASSERT_FALSE(time.jump);
    ASSERT_GT(time.tai, last);
    last = time.tai;
    if (i > 1'000) {
      ASSERT_LT(std::abs((time.tai - sender.time() - milliseconds{2}).count()), 1'000'000);
    }
  }
  EXPECT_EQ(sut.statistics().jumps.get(), 0U);
}

TEST(MediaTimeMapper, SubtractsTheSendersDelay) {
  MediaTimeMapper sut({.sender_delay = milliseconds{1}});
  FakeSender sender{.base = 77'777'777};
  const TaiTime arrival = sender.time() + milliseconds{5};
  EXPECT_EQ(sut.map(sender.timestamp(), arrival).tai, arrival - milliseconds{1});
}

TEST(MediaTimeMapper, RecoversAtOnceFromAPauseOfAnUnlockedSource) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 99'999'999};
  Duration shift{0};
  int after_pause = 0;
  int jumps = 0;
  for (int i = 0; i < 300; ++i, ++sender.frame) {
    if (i == 200) shift = milliseconds{100};  // the source stood still, its time stamps too
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + shift);
    jumps += time.jump ? 1 : 0;
    if (i >= 200) ++after_pause;
    if (after_pause >= 3) {
      ASSERT_EQ(time.tai, sender.time() + shift);
    }
  }
  EXPECT_EQ(jumps, 1);
}

TEST(MediaTimeMapper, FlagsTheRestartOfAnUnlockedSender) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 99'999'999};
  for (int i = 0; i < 100; ++i, ++sender.frame) static_cast<void>(sut.map(sender.timestamp(), sender.time()));
  sender.base = 3'123'456'789;
  const MediaTime time = sut.map(sender.timestamp(), sender.time());
  EXPECT_TRUE(time.jump);
  EXPECT_EQ(time.tai, sender.time());
  EXPECT_FALSE(sut.map(sender.timestamp(), sender.time()).jump) << "only the first packet of the frame";
  ++sender.frame;
  EXPECT_FALSE(sut.map(sender.timestamp(), sender.time()).jump);
}

TEST(MediaTimeMapper, FollowsASenderThatLoops) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 1'000'000'000};
  TaiTime now = kStart;
  int jumps = 0;
  for (int i = 0; i < 1'000; ++i) {
    if (i % 250 == 249) sender.frame -= 249;
    const MediaTime time = sut.map(sender.timestamp(), now);
    jumps += time.jump ? 1 : 0;
    ASSERT_LT(std::abs((time.tai - now).count()), 2'000'000);
    ++sender.frame;
    now += milliseconds{20};
  }
  EXPECT_EQ(jumps, 4);
}

TEST(MediaTimeMapper, LosesTheLockWhenTheSendersClockSteps) {
  MediaTimeMapper sut({});
  FakeSender sender;
  for (int i = 0; i < 100; ++i, ++sender.frame) static_cast<void>(sut.map(sender.timestamp(), sender.time()));
  sender.base = 37 * 90'000;  // now it sends UTC
  int until = 0;
  while (sut.locked() && until < 100) {
    ++sender.frame;
    ++until;
    const MediaTime time = sut.map(sender.timestamp(), sender.time());
    if (!time.locked) {
      EXPECT_EQ(time.tai, sender.time());
    }
  }
  EXPECT_LE(until, 3);
  EXPECT_EQ(sut.statistics().lock_changes.get(), 1U);
}

TEST(MediaTimeMapper, GainsTheLockAfterASecondOfGoodTimestamps) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 5'000'000};
  for (int i = 0; i < 100; ++i, ++sender.frame) static_cast<void>(sut.map(sender.timestamp(), sender.time()));
  EXPECT_FALSE(sut.locked());
  sender.base = 0;
  int jumps_to_lock = 0;
  for (int i = 0; i < 100; ++i, ++sender.frame) {
    const MediaTime time = sut.map(sender.timestamp(), sender.time() + milliseconds{1});
    if (time.locked && time.jump) ++jumps_to_lock;
  }
  EXPECT_TRUE(sut.locked());
  EXPECT_EQ(jumps_to_lock, 1);
}

TEST(MediaTimeMapper, ReportsTheOffsetOfRtpTimeToArrival) {
  MediaTimeMapper sut({});
  FakeSender sender;
  static_cast<void>(sut.map(sender.timestamp(), sender.time() + microseconds{650}));
  EXPECT_EQ(sut.statistics().offset_ns.get(), 650'000);
}

TEST(MediaTimeMapper, ARestartedLockedSenderGoesOnWithoutAJump) {
  MediaTimeMapper sut({});
  FakeSender sender;
  static_cast<void>(sut.map(sender.timestamp(), sender.time()));
  sender.frame += 100;
  sut.restart();
  const MediaTime time = sut.map(sender.timestamp(), sender.time());
  EXPECT_TRUE(time.locked);
  EXPECT_FALSE(time.jump);
}

TEST(MediaTimeMapper, AllocatesNothing) {
  MediaTimeMapper sut({});
  FakeSender sender{.base = 12'345};
  test::AllocationGuard guard;
  for (int i = 0; i < 10'000; ++i, ++sender.frame) static_cast<void>(sut.map(sender.timestamp(), sender.time()));
}

}  // namespace
}  // namespace cw::rtp
