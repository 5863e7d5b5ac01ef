// Masters that send UTC, and leap seconds in both directions: UTC jumps at the right second, TAI never.
#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr Duration kAnnounceInterval =
    251ms;  // the leap flags are heeded from the first Announce on that finds the clock locked

struct PtpClientUtcTest : ClientTest {
  ScriptedMaster master{world, world.red, 1};
  int64_t midnight_s = 0;  // of UTC, the one to come

  /// The master's time, so that its midnight comes in `until`.
  void set_time_before_midnight(Duration until) {
    const int64_t utc_s = kTaiAtStartNs / kNsPerSecond - 37;
    midnight_s = (utc_s / kSecondsPerDay + 1) * kSecondsPerDay;
    master.offset_ns = (midnight_s + 37) * kNsPerSecond - kTaiAtStartNs - until.count();
  }
  [[nodiscard]] TaiTime tai() const { return sut.clock.tai_of(sut.local_now()); }
  [[nodiscard]] Duration error_to_master() const { return sut.error() - Duration{master.offset_ns}; }

  /// Runs over midnight with the flags up; the TAI second at which the offset in force changed.
  double run_over(int jump_s, uint16_t leap_flag) {
    set_time_before_midnight(40s);
    master.announced_flags |= leap_flag;
    lock();
    world.run(kAnnounceInterval);
    EXPECT_EQ(sut.clock.utc_offset_s(), 37);
    EXPECT_EQ(sut.status().leap61, jump_s > 0);
    EXPECT_EQ(sut.status().leap59, jump_s < 0);
    world.run_until([&] { return sut.clock.utc_offset_s() != 37; }, 60s);
    return static_cast<double>(tai().ns() - (midnight_s + 37) * kNsPerSecond) * 1e-9;
  }
  /// A second or so after the leap the master announces what is new.
  void settle(int offset_s) {
    world.run(1s);
    master.announce.utc_offset_s = static_cast<int16_t>(offset_s);
    master.announced_flags = flags::kPtpTimescale | flags::kUtcOffsetValid;
    world.run(30s);
    EXPECT_EQ(sut.clock.utc_offset_s(), offset_s);
    EXPECT_FALSE(sut.status().leap61 || sut.status().leap59);
    EXPECT_LT(magnitude(error_to_master()), 1us);
  }
};

TEST_F(PtpClientUtcTest, InsertsALeapSecondAfterItHasPassed) {
  EXPECT_NEAR(run_over(1, flags::kLeap61), 1, 0.002);
  settle(38);
}

TEST_F(PtpClientUtcTest, LeavesOutTheLastSecondOfTheDay) {
  EXPECT_NEAR(run_over(-1, flags::kLeap59), -1, 0.002);
  settle(36);
}

TEST_F(PtpClientUtcTest, ALeapThatIsTakenBackDoesNotHappen) {
  set_time_before_midnight(40s);
  master.announced_flags |= flags::kLeap61;
  lock();
  world.run(kAnnounceInterval);
  EXPECT_TRUE(sut.status().leap61);
  master.announced_flags = flags::kPtpTimescale | flags::kUtcOffsetValid;
  world.run(60s);
  EXPECT_EQ(sut.clock.utc_offset_s(), 37);
}

TEST_F(PtpClientUtcTest, ALeapHappensThoughTheMasterHasDied) {
  set_time_before_midnight(40s);
  master.announced_flags |= flags::kLeap61;
  lock();
  world.run(10s);
  master.alive = false;
  world.run(40s);
  EXPECT_EQ(sut.clock.utc_offset_s(), 38);
}

TEST_F(PtpClientUtcTest, AChangedOffsetIsTakenOverWithoutMovingTai) {
  lock();
  master.announce.utc_offset_s = 40;
  EXPECT_LT(worst_error(5s), 1us);
  EXPECT_EQ(sut.clock.utc_offset_s(), 40);
}

struct ArbTimescaleTest : PtpClientUtcTest {
  ArbTimescaleTest() {
    master.announced_flags = 0;  // as linuxptp with software time stamps: an offset, not said to be valid
    master.offset_ns = -37 * kNsPerSecond;
  }
};

TEST_F(ArbTimescaleTest, AddsTheAnnouncedOffsetAndSaysSo) {
  lock();
  EXPECT_TRUE(sut.status().arb_timescale);
  EXPECT_EQ(sut.status().utc_offset_s, 37);
  EXPECT_LT(worst_error(10s), 1us);
}

TEST_F(ArbTimescaleTest, AsksTheLeapSecondTableWhenNoOffsetIsAnnounced) {
  master.announce.utc_offset_s = 0;
  lock();
  EXPECT_LT(worst_error(10s), 1us);
  EXPECT_EQ(sut.clock.utc_offset_s(), 37);
}

TEST_F(ArbTimescaleTest, IsNotFollowedOverALeapSecond) {
  set_time_before_midnight(40s);
  const int64_t tai_offset_ns = master.offset_ns;
  master.offset_ns -= 37 * kNsPerSecond;
  master.announced_flags = flags::kLeap61;
  lock();
  world.run(kAnnounceInterval);
  EXPECT_TRUE(sut.status().leap61);
  const uint64_t steps = sut.clock.steps();
  // As a kernel does it: the last second of the day comes twice, and the new offset is announced a little later.
  const TaiTime leap = TaiTime::from_ns((midnight_s + 37) * kNsPerSecond);
  world.run_until([&] { return world.time.tai() + Duration{tai_offset_ns} >= leap; }, 60s);
  master.offset_ns -= kNsPerSecond;
  world.run(2s);
  master.announce.utc_offset_s = 38;
  master.announced_flags = 0;
  world.run(30s);
  EXPECT_EQ(sut.clock.steps(), steps);
  EXPECT_EQ(sut.clock.utc_offset_s(), 38);
  EXPECT_LT(magnitude(sut.error() - Duration{tai_offset_ns}), 1us);
  EXPECT_TRUE(locked());
}

}  // namespace
}  // namespace cw::ptp
