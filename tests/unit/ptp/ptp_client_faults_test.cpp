// What networks and masters do wrong, with the real servo behind the ports.
#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

struct PtpClientFaultsTest : ClientTest {
  ScriptedMaster master{world, world.red, 1};
};

TEST_F(PtpClientFaultsTest, FollowsAOneStepMaster) {
  master.two_step = false;
  lock();
  EXPECT_LT(worst_error(10s), 1us);
}

TEST_F(PtpClientFaultsTest, AppliesCorrectionsOfSyncAndFollowUp) {
  master.correction = 123'456 * int64_t{0x10000} + 0x8000;
  lock();
  EXPECT_LT(worst_error(5s), 1us);
  master.two_step = false;
  EXPECT_LT(worst_error(10s), 1us);
}

TEST_F(PtpClientFaultsTest, TakesFollowUpsThatComeFirst) {
  master.follow_up_first = true;
  lock();
  EXPECT_LT(worst_error(10s), 1us);
  EXPECT_EQ(red_faults().missing_follow_up, 0U);
  EXPECT_EQ(red_faults().old_sync, 0U);
}

TEST_F(PtpClientFaultsTest, SurvivesLostFollowUpsAndCountsThem) {
  red.ingress.drop = [](const Message& message) {
    return message.header.type == MessageType::kFollowUp && message.header.sequence % 4 == 0;
  };
  lock();
  EXPECT_LT(worst_error(20s), 1us);
  EXPECT_GT(red_faults().missing_follow_up, 30U);
}

TEST_F(PtpClientFaultsTest, CountsDelayRequestsThatAreNotAnswered) {
  red.ingress.drop = [](const Message& message) {
    return message.header.type == MessageType::kDelayResp && message.header.sequence % 4 == 0;
  };
  lock();
  EXPECT_LT(worst_error(20s), 1us);
  EXPECT_GT(red_faults().missing_delay_resp, 20U);
}

TEST_F(PtpClientFaultsTest, IgnoresDuplicatesAndOvertakenMessages) {
  red.ingress.duplication = 0.3;
  red.ingress.reordering = 0.05;
  master.ingress.duplication = 0.3;
  master.log_sync_interval = -7;
  lock();
  const uint64_t before = sut.status().servo.samples;
  EXPECT_LT(worst_error(20s), 2us);
  EXPECT_GT(red_faults().old_sync, 500U);
  EXPECT_GT(red_faults().old_announce, 10U);
  EXPECT_GT(red_faults().unmatched_responses, 20U);
  EXPECT_GT(sut.status().servo.samples - before, 2'000U);
  EXPECT_TRUE(follows(master));
}

TEST_F(PtpClientFaultsTest, StaysLockedAtTenPercentLoss) {
  red.ingress.loss = 0.1;
  master.ingress.loss = 0.1;
  lock();
  const uint64_t changes = sut.status().ports[0].state_changes;
  EXPECT_LT(worst_error(60s), 1us);
  EXPECT_TRUE(locked());
  EXPECT_LE(sut.status().ports[0].state_changes, changes + 1);
}

TEST_F(PtpClientFaultsTest, IsNotMovedBySpikesOfOneMillisecond) {
  red.ingress.spikes = 0.1;
  master.ingress.spikes = 0.1;
  lock();
  EXPECT_LT(worst_error(30s), 2us);
  EXPECT_TRUE(locked());
}

TEST_F(PtpClientFaultsTest, FollowsAStepOfTheGrandmasterByOneSecond) {
  lock();
  world.run(5s);
  master.offset_ns = kNsPerSecond;
  world.run(30s);
  EXPECT_TRUE(locked());
  EXPECT_TRUE(follows(master));
  EXPECT_LT(magnitude(sut.error() - 1s), 2us);
}

TEST_F(PtpClientFaultsTest, HoldsOverWhileAnnouncesComeButNoSync) {
  lock();
  world.run(20s);
  master.syncing = false;
  world.run(3s);
  EXPECT_EQ(sut.servo_state(), ServoState::kHoldover);
  EXPECT_EQ(sut.state(0), PortState::kUncalibrated);
  EXPECT_TRUE(follows(master));
  master.syncing = true;
  lock();
  world.run(20ms);
  EXPECT_EQ(sut.state(0), PortState::kSlave);
}

TEST_F(PtpClientFaultsTest, AFloodOfMastersLeavesTheGoodOneInPlace) {
  lock();
  for (uint16_t i = 0; i < 5'000; ++i) {
    Message flood;
    flood.header.type = MessageType::kAnnounce;
    flood.header.domain = 127;
    flood.header.source = {identity(9), i};
    AnnounceBody body = master.announce;
    body.grandmaster = identity(static_cast<uint8_t>(10 + i % 100));
    flood.body = body;
    std::array<uint8_t, 64> octets;
    ASSERT_EQ(write_message(flood, octets), octets.size());
    sut.client.on_datagram(0, octets, {}, sut.local_now());
  }
  EXPECT_TRUE(follows(master));
  EXPECT_LE(sut.status().ports[0].masters_heard, ForeignMasters::kCapacity);
  EXPECT_GT(red_faults().foreign_masters_full, 1'000U);
  EXPECT_LT(worst_error(5s), 1us);
}

struct AsymmetryTest : testing::Test {
  /// The lasting error when the way from the master takes 20 µs and the way back 10 µs.
  static Duration error_with(Duration configured) {
    World world;
    ScriptedMaster master{world, world.red, 1};
    ClientNode sut{world, slave_config()};
    PortConfig config = port_config("red");
    config.asymmetry = configured;
    sut.join(world.red, config, 0x0A0000C8).ingress.delay = 20us;
    world.run(30s);
    return sut.error();
  }
};

TEST_F(AsymmetryTest, AnUnknownOneIsSeenAsHalfTheDifference) {
  EXPECT_NEAR(static_cast<double>(error_with(0us).count()), -5'000, 200);
}

TEST_F(AsymmetryTest, AConfiguredOneIsTakenOut) { EXPECT_NEAR(static_cast<double>(error_with(5us).count()), 0, 200); }

}  // namespace
}  // namespace cw::ptp
