// The clock as grandmaster, watched by our own slave.
#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

struct GrandmasterTest : testing::Test {
  World world;

  static PtpClientConfig master_config(ClockRole role = ClockRole::kGrandmaster) {
    PtpClientConfig config;
    config.identity = identity(50);
    config.role = role;
    config.quality.clock_class = 13;
    config.metadata = SynchronizationMetadata{};
    config.metadata->frame_rate_numerator = 50;
    config.metadata->frame_rate_denominator = 1;
    return config;
  }
  /// Between the two media clocks.
  [[nodiscard]] static Duration difference(const ClientNode& a, const ClientNode& b) { return a.error() - b.error(); }
};

TEST_F(GrandmasterTest, LeadsAfterListeningAndASlaveLocksToIt) {
  ClientNode sut{world, master_config(), 3'000};
  sut.clock.set_utc_offset_s(37);
  sut.join(world.red, port_config("red"), 0x0A000032);
  ClientNode slave{world, slave_config(), -2'000};
  slave.join(world.red, port_config("red"), 0x0A0000C8);
  world.run(500ms);
  EXPECT_EQ(sut.state(0), PortState::kListening);
  world.run(20s);
  EXPECT_EQ(sut.state(0), PortState::kMaster);
  EXPECT_TRUE(sut.status().leading);
  EXPECT_EQ(slave.servo_state(), ServoState::kLocked);
  EXPECT_LT(magnitude(difference(sut, slave)), 1us);
  ASSERT_TRUE(slave.status().grandmaster);
  EXPECT_EQ(slave.status().grandmaster->identity, identity(50));
  EXPECT_EQ(slave.status().grandmaster->quality.clock_class, 13);
  EXPECT_EQ(slave.status().grandmaster->flags, flags::kPtpTimescale | flags::kUtcOffsetValid);
  EXPECT_EQ(slave.clock.utc_offset_s(), 37);
  ASSERT_TRUE(slave.status().metadata);
  EXPECT_EQ(slave.status().metadata->frame_rate_numerator, 50U);
}

TEST_F(GrandmasterTest, SendsAtTheConfiguredRates) {
  ClientNode sut{world, master_config()};
  PortConfig config = port_config("red");
  config.log_announce_interval = -1;
  config.log_sync_interval = -4;
  sut.join(world.red, config, 0x0A000032);
  world.run(12s);
  const MessageCounts before = sut.status().ports[0].sent;
  world.run(10s);
  const MessageCounts after = sut.status().ports[0].sent;
  const auto sent = [&](MessageType type) {
    return static_cast<double>(after[static_cast<size_t>(type)] - before[static_cast<size_t>(type)]);
  };
  EXPECT_NEAR(sent(MessageType::kAnnounce), 20, 1);
  EXPECT_NEAR(sent(MessageType::kSync), 160, 2);
  EXPECT_NEAR(sent(MessageType::kFollowUp), 160, 2);
  EXPECT_NEAR(sent(MessageType::kManagement), 10, 1);
}

TEST_F(GrandmasterTest, AnswersHybridAndPeerSlavesAlike) {
  ClientNode sut{world, master_config(), 3'000};
  sut.join(world.red, port_config("red"), 0x0A000032);
  PortConfig hybrid = port_config("red");
  hybrid.hybrid = true;
  ClientNode first{world, slave_config(), -2'000};
  first.join(world.red, hybrid, 0x0A0000C8);
  PtpClientConfig peer_clock = slave_config();
  peer_clock.identity = identity(201);
  PortConfig peer = port_config("red");
  peer.delay_mechanism = DelayMechanism::kPeerToPeer;
  ClientNode second{world, peer_clock, 5'000};
  second.join(world.red, peer, 0x0A0000C9);
  world.run(20s);
  EXPECT_LT(magnitude(difference(sut, first)), 1us);
  EXPECT_LT(magnitude(difference(sut, second)), 1us);
  EXPECT_EQ(first.servo_state(), ServoState::kLocked);
  EXPECT_EQ(second.servo_state(), ServoState::kLocked);
}

TEST_F(GrandmasterTest, StandsBackForABetterOneAndLeadsAgainWhenItIsGone) {
  ClientNode sut{world, master_config()};
  sut.join(world.red, port_config("red"), 0x0A000032);
  world.run(3s);
  ScriptedMaster better{world, world.red, 1};
  better.announce.priority1 = 1;
  world.run(1s);
  EXPECT_EQ(sut.state(0), PortState::kPassive);
  EXPECT_FALSE(sut.status().slave_port);
  better.alive = false;
  EXPECT_LE(world.run_until([&] { return sut.state(0) == PortState::kMaster; }, 5s), 1s);
}

TEST_F(GrandmasterTest, StaysMasterBesideAWorseOne) {
  ClientNode sut{world, master_config()};
  sut.join(world.red, port_config("red"), 0x0A000032);
  ScriptedMaster worse{world, world.red, 1};
  worse.announce.priority1 = 200;
  world.run(5s);
  EXPECT_EQ(sut.state(0), PortState::kMaster);
}

TEST_F(GrandmasterTest, LeadsOnBothNetworks) {
  ClientNode sut{world, master_config()};
  sut.join(world.red, port_config("red"), 0x0A000032);
  sut.join(world.blue, port_config("blue"), 0x0A000033);
  world.run(3s);
  EXPECT_EQ(sut.state(0), PortState::kMaster);
  EXPECT_EQ(sut.state(1), PortState::kMaster);
}

TEST_F(GrandmasterTest, AnOrdinaryClockLeadsOnlyWhenNobodyBetterDoes) {
  ClientNode sut{world, master_config(ClockRole::kOrdinary)};
  sut.join(world.red, port_config("red"), 0x0A000032);
  world.run(3s);
  EXPECT_EQ(sut.state(0), PortState::kMaster);
  ScriptedMaster better{world, world.red, 1};
  world.run(15s);
  EXPECT_EQ(sut.state(0), PortState::kSlave);
  EXPECT_LT(magnitude(sut.error()), 1us);
  better.alive = false;
  world.run(1s);
  EXPECT_EQ(sut.state(0), PortState::kMaster);
}

}  // namespace
}  // namespace cw::ptp
