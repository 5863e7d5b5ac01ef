#include "ptp/servo/clock_servo.h"

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"
#include "tests/unit/ptp/servo/simulated_path.h"

namespace cw::ptp {
namespace {

using test::Deviation;
using test::Dice;
using test::Noise;
using test::PathModel;
using test::SimulatedPath;

constexpr uint64_t kSeeds[] = {1, 2, 3, 4, 5};

Noise gaussian(double sigma_ns) {
  return [=](Dice& dice) { return dice.gaussian(sigma_ns); };
}
Noise queueing(double mean_ns) {
  return [=](Dice& dice) { return dice.exponential(mean_ns); };
}
Noise spiked(double share) {
  return [=](Dice& dice) { return dice.gaussian(200) + (dice.chance(share) ? 1e6 : 0); };
}
/// Most packets wait behind an encoder for up to milliseconds.
Noise loaded() {
  return [](Dice& dice) { return dice.chance(0.2) ? dice.gaussian(200) : dice.exponential(1e6); };
}
PathModel quiet_path() { return {.frequency_ppb = 30'000, .forward = gaussian(200), .reverse = gaussian(200)}; }

/// Lets the window fill.
SimulatedPath& settle(SimulatedPath& path) {
  path.run(40);
  return path;
}

TEST(ClockServo, RunsFreeUntilThereIsAMaster) {
  SimulatedPath path({.master_present = false});
  path.run(5);
  EXPECT_EQ(path.sut.status().state, ServoState::kFreeRun);
  EXPECT_EQ(path.sut.status().uncertainty, Duration::max());
  EXPECT_EQ(path.clock.steps(), 0U);
}

TEST(ClockServo, LocksWithinFourSecondsAtEightMessagesPerSecond) {
  for (const double frequency_ppb : {-100'000.0, 0.0, 100'000.0}) {
    for (const uint64_t seed : kSeeds) {
      PathModel model = quiet_path();
      model.frequency_ppb = frequency_ppb;
      SimulatedPath path(model, seed);
      EXPECT_LE(path.run_until(ServoState::kLocked, 60), 4) << frequency_ppb << " ppb, seed " << seed;
      const Deviation seen = path.run(20);
      EXPECT_LT(seen.peak_ns, 1'000) << frequency_ppb << " ppb, seed " << seed;
      EXPECT_EQ(path.sut.status().steps, 1U);
      EXPECT_EQ(path.clock.steps(), 1U);
    }
  }
}

TEST(ClockServo, LocksWithinAMinuteAtOneMessagePerSecond) {
  PathModel model = quiet_path();
  model.sync_per_s = model.delay_per_s = 1;
  for (const uint64_t seed : kSeeds) {
    SimulatedPath path(model, seed);
    EXPECT_LT(path.run_until(ServoState::kLocked, 60), 40);
    path.run(30);
    EXPECT_LT(path.run(60).rms_ns, 300);
  }
}

struct NoiseCase {
  const char* name;
  PathModel model;
  double most_rms_ns;
  double most_peak_ns;
  double most_lock_s = 10;
};

TEST(ClockServo, FindsTheTimeBeneathTheNoise) {
  const NoiseCase cases[] = {
      {"gaussian", {.forward = gaussian(200), .reverse = gaussian(200)}, 60, 150},
      {"queueing", {.forward = queueing(1'000), .reverse = queueing(1'000)}, 120, 350},
      {"queueing, more of it one way", {.forward = queueing(1'000), .reverse = queueing(3'000)}, 500, 900},
      {"10 % spikes and loss", {.loss = 0.1, .forward = spiked(0.1), .reverse = spiked(0.1)}, 60, 150},
      {"loaded", {.forward = loaded(), .reverse = loaded()}, 150, 400, 15},
      {"loaded one way", {.forward = loaded(), .reverse = gaussian(200)}, 150, 400, 15},
      {"many messages",
       {.sync_per_s = 100, .delay_per_s = 50, .forward = gaussian(200), .reverse = gaussian(200)},
       60,
       150},
  };
  for (const NoiseCase& noise : cases) {
    for (const uint64_t seed : {1, 2}) {
      PathModel model = noise.model;
      model.frequency_ppb = -40'000;
      SimulatedPath path(model, seed);
      EXPECT_LE(path.run_until(ServoState::kLocked, 60), noise.most_lock_s) << noise.name << ", seed " << seed;
      path.run(30);
      const Deviation seen = path.run(60);
      EXPECT_LT(seen.rms_ns, noise.most_rms_ns) << noise.name << ", seed " << seed;
      EXPECT_LT(seen.peak_ns, noise.most_peak_ns) << noise.name << ", seed " << seed;
      EXPECT_EQ(path.sut.status().state, ServoState::kLocked);
    }
  }
}

TEST(ClockServo, IsNotKeptFromItsSamplesByFrequentPolls) {
  // Polls that fall between the samples: the loop runs on both, but only samples make a line.
  std::atomic<int64_t> local_ns{1'000'000'000};
  DisciplinedClock clock(LocalCounter::driven_by(local_ns), TaiTime::from_ns(0));
  ClockServo sut({}, clock);
  for (int i = 0; i < 100; ++i) {
    local_ns += 105'000'000;
    sut.poll(LocalTime::from_ns(local_ns));
    local_ns += 20'000'000;
    const int64_t now_ns = local_ns;
    sut.on_sync(LocalTime::from_ns(now_ns), TaiTime::from_ns(now_ns - 3'000));
    sut.on_delay(LocalTime::from_ns(now_ns), TaiTime::from_ns(now_ns + 3'000));
  }
  EXPECT_EQ(sut.status().state, ServoState::kLocked);
}

TEST(ClockServo, TakesTheHighestMessageRate) {
  PathModel model = quiet_path();
  model.sync_per_s = model.delay_per_s = 100;
  SimulatedPath path(model);
  EXPECT_LE(path.run_until(ServoState::kLocked, 60), 4);
  path.run(5);
  EXPECT_LT(path.run(10).peak_ns, 100);
}

TEST(ClockServo, CountsSpikesAsOutliers) {
  SimulatedPath path({.forward = spiked(0.1), .reverse = spiked(0.1)});
  settle(path);
  const ServoStatus before = path.sut.status();
  path.run(60);
  const ServoStatus after = path.sut.status();
  const auto samples = static_cast<double>(after.samples - before.samples);
  EXPECT_NEAR(static_cast<double>(after.outliers - before.outliers) / samples, 0.1, 0.04);
}

TEST(ClockServo, ReportsPathDelayFrequencyAndOffset) {
  SimulatedPath path(quiet_path());
  settle(path);
  const ServoStatus status = path.sut.status();
  EXPECT_NEAR(static_cast<double>(status.mean_path_delay.count()), 5'000, 100);
  EXPECT_NEAR(status.frequency_ppb, 30'000, 20);
  EXPECT_LT(std::abs(status.offset.count()), 100);
  EXPECT_LT(status.uncertainty, Duration{300});
  ASSERT_TRUE(status.last_sync);
  EXPECT_LT(path.now() - *status.last_sync, std::chrono::milliseconds{200});
}

TEST(ClockServo, MeasuresPeerToPeerToo) {
  PathModel model = quiet_path();
  model.peer_to_peer = true;
  SimulatedPath path(model);
  EXPECT_LT(path.run_until(ServoState::kLocked, 60), 10);
  path.run(30);
  EXPECT_LT(path.run(60).rms_ns, 120);
  path.step_master(1e9);
  path.run(6);
  EXPECT_LT(path.run(5).peak_ns, 500);
}

TEST(ClockServo, FollowsADriftingCrystal) {
  PathModel model = quiet_path();
  model.drift_ppb_per_s = 100.0 / 60;
  SimulatedPath path(model);
  settle(path);
  EXPECT_LT(path.run(120).peak_ns, 300);
}

TEST(ClockServo, FollowsAChangeOfFrequencyBySlewing) {
  for (const double change_ppb : {1'000.0, -5'000.0, 50'000.0}) {
    SimulatedPath path(quiet_path());
    settle(path);
    path.model.frequency_ppb += change_ppb;
    path.run(20);
    EXPECT_LT(path.run(20).peak_ns, 200) << change_ppb;
    EXPECT_EQ(path.sut.status().steps, 1U) << change_ppb;
    EXPECT_EQ(path.sut.status().state, ServoState::kLocked) << change_ppb;
  }
}

TEST(ClockServo, FollowsASteppedMasterWithOneStep) {
  for (const double step_ns : {1e9, -1e9, 3e5}) {
    SimulatedPath path(quiet_path());
    settle(path);
    path.step_master(step_ns);
    path.run(2);
    EXPECT_LT(std::abs(path.error_ns()), 1'000) << step_ns;
    EXPECT_LT(path.run_until(ServoState::kLocked, 10), 4) << step_ns;
    EXPECT_LT(path.run(20).peak_ns, 500) << step_ns;
    EXPECT_EQ(path.sut.status().steps, 2U) << step_ns;
  }
}

TEST(ClockServo, SlewsASmallStepOfTheMaster) {
  SimulatedPath path(quiet_path());
  settle(path);
  path.step_master(20'000);
  path.run(20);
  EXPECT_LT(path.run(10).peak_ns, 300);
  EXPECT_EQ(path.sut.status().steps, 1U);
}

TEST(ClockServo, DoesNotMistakeAnotherPathForAnotherTime) {
  SimulatedPath path(quiet_path());
  settle(path);
  path.model.delay_ns += 50'000;
  EXPECT_LT(path.run(30).peak_ns, 300);
  EXPECT_NEAR(static_cast<double>(path.sut.status().mean_path_delay.count()), 55'000, 200);
  path.model.delay_ns -= 50'000;
  EXPECT_LT(path.run(30).peak_ns, 300);
  EXPECT_EQ(path.sut.status().state, ServoState::kLocked);
}

TEST(ClockServo, HoldsTheLearnedFrequencyAndKnowsHowFarItMayBeOff) {
  SimulatedPath path(quiet_path());
  settle(path);
  path.model.master_present = false;
  path.run(3);
  ASSERT_EQ(path.sut.status().state, ServoState::kHoldover);
  Duration last = path.sut.status().uncertainty;
  for (int minute = 1; minute <= 10; ++minute) {
    EXPECT_LT(path.run(60).peak_ns, 20.0 * 60 * minute);
    EXPECT_GT(path.sut.status().uncertainty, last);
    EXPECT_GT(static_cast<double>(path.sut.status().uncertainty.count()), std::abs(path.error_ns()));
    last = path.sut.status().uncertainty;
  }
  EXPECT_EQ(path.sut.status().steps, 1U);
  path.model.master_present = true;
  EXPECT_LT(path.run_until(ServoState::kLocked, 60), 5);
  EXPECT_EQ(path.sut.status().steps, 1U);
}

TEST(ClockServo, KeepsTheFrequencyWhenTheMasterChanges) {
  SimulatedPath path(quiet_path());
  settle(path);
  path.sut.on_master_changed(path.now());
  EXPECT_EQ(path.sut.status().state, ServoState::kHoldover);
  EXPECT_NEAR(path.clock.frequency_ppb(), 30'000, 100);
  path.step_master(3'000);
  EXPECT_LT(path.run_until(ServoState::kLocked, 60), 6);
  EXPECT_LT(path.run(20).peak_ns, 2'500);
  EXPECT_LT(path.run(20).peak_ns, 200);
  EXPECT_EQ(path.sut.status().steps, 1U);
}

TEST(ClockServo, GoesToHoldoverAtOnceWhenToldThatTheMasterIsLost) {
  SimulatedPath path(quiet_path());
  path.sut.on_master_lost(path.now());
  EXPECT_EQ(path.sut.status().state, ServoState::kFreeRun);
  settle(path);
  path.sut.on_master_lost(path.now());
  EXPECT_EQ(path.sut.status().state, ServoState::kHoldover);
}

TEST(ClockServo, IsNotLockedForLongWithoutAnswersToItsRequests) {
  SimulatedPath path(quiet_path());
  settle(path);
  path.model.delay_per_s = 0;
  path.run(25);
  EXPECT_EQ(path.sut.status().state, ServoState::kAcquiring);
  EXPECT_LT(path.run(30).peak_ns, 1'000);
  path.model.delay_per_s = 8;
  EXPECT_LT(path.run_until(ServoState::kLocked, 60), 6);
}

TEST(ClockServo, DoesNotStepTwiceForSamplesThatWaitedBehindTheStep) {
  std::atomic<int64_t> local_ns{1'000'000'000};
  DisciplinedClock clock(LocalCounter::driven_by(local_ns), TaiTime::from_ns(0));
  ClockServo sut({}, clock);
  const auto feed = [&](int64_t at_ns) {
    sut.on_sync(LocalTime::from_ns(at_ns), TaiTime::from_ns(at_ns + 50'000'000));
    sut.on_delay(LocalTime::from_ns(at_ns), TaiTime::from_ns(at_ns + 50'000'000));
  };
  local_ns = 4'000'000'000;  // the thread slept, and now gets three seconds of samples at once
  for (int64_t at_ns = 1'000'000'000; at_ns < 4'000'000'000; at_ns += 125'000'000) feed(at_ns);
  EXPECT_EQ(sut.status().steps, 1U);
  EXPECT_NEAR(static_cast<double>((clock.now() - TaiTime::from_ns(4'050'000'000)).count()), 0, 5'000);
}

TEST(ClockServo, AllocatesNothingOnceItRuns) {
  SimulatedPath path(quiet_path());
  const cw::test::AllocationGuard guard;
  path.run(30);
}

}  // namespace
}  // namespace cw::ptp
