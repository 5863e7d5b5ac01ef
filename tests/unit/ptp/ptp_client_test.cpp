// Which master the clock follows: the best over red and blue, and the next best when that one goes.
#include "ptp/ptp_client.h"

#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

// Announce interval 250 ms, timeout 3 intervals; the task allows a second more.
constexpr Duration kTakeoverLimit = 1750ms;

struct PtpClientTest : ClientTest {};

TEST_F(PtpClientTest, MakesItsIdentityFromTheAddress) {
  const MacAddress mac{{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}};
  EXPECT_EQ(to_string(clock_identity_of(mac)), "02-11-22-FF-FE-33-44-55");
}

TEST_F(PtpClientTest, ListensWhileNobodyLeads) {
  world.run(5s);
  EXPECT_EQ(sut.state(0), PortState::kListening);
  EXPECT_EQ(sut.state(1), PortState::kListening);
  EXPECT_FALSE(sut.status().grandmaster);
}

TEST_F(PtpClientTest, LocksToAGrandmasterWithinTenSeconds) {
  ScriptedMaster master{world, world.red, 1};
  lock();
  world.run(20ms);
  EXPECT_EQ(sut.state(0), PortState::kSlave);
  EXPECT_LT(worst_error(20s), 1us);
}

TEST_F(PtpClientTest, TellsOfItsGrandmaster) {
  ScriptedMaster master{world, world.red, 1};
  master.announce.steps_removed = 2;
  lock();
  const PtpStatus& status = sut.status();
  ASSERT_TRUE(status.grandmaster);
  EXPECT_EQ(status.grandmaster->identity, master.clock);
  EXPECT_EQ(status.grandmaster->parent, (PortIdentity{master.clock, 1}));
  EXPECT_EQ(status.grandmaster->parent_address, master.address);
  EXPECT_EQ(status.grandmaster->quality, master.announce.quality);
  EXPECT_EQ(status.grandmaster->time_source, 0x20);
  EXPECT_EQ(status.grandmaster->steps_removed, 3);
  EXPECT_EQ(status.slave_port, 0U);
  EXPECT_EQ(status.ports[0].timestamps, TimestampKind::kKernelHardware);
  EXPECT_GT(status.ports[0].received[static_cast<size_t>(MessageType::kSync)], 0U);
  EXPECT_GT(status.ports[0].sent[static_cast<size_t>(MessageType::kDelayReq)], 0U);
  ASSERT_TRUE(status.ports[0].last_sync);
  EXPECT_LT(sut.local_now() - *status.ports[0].last_sync, 200ms);
}

TEST_F(PtpClientTest, FollowsOneOfTwoNetworksAndKeepsTheOtherPassive) {
  ScriptedMaster first{world, world.red, 1};
  ScriptedMaster second{world, world.blue, 2};
  lock();
  world.run(20ms);
  EXPECT_TRUE(follows(first));
  EXPECT_EQ(sut.state(0), PortState::kSlave);
  EXPECT_EQ(sut.state(1), PortState::kPassive);
}

TEST_F(PtpClientTest, PrefersRedForAGrandmasterHeardOnBothNetworks) {
  ScriptedMaster on_blue{world, world.blue, 1};
  ScriptedMaster on_red{world, world.red, 1};
  lock();
  EXPECT_EQ(sut.status().slave_port, 0U);
  on_red.alive = false;
  EXPECT_LE(world.run_until([&] { return sut.status().slave_port == 1U; }, 5s), kTakeoverLimit);
  EXPECT_EQ(sut.status().grandmaster_changes, 0U);
}

TEST_F(PtpClientTest, TakesTheOtherNetworkWhenTheGrandmasterDies) {
  ScriptedMaster first{world, world.red, 1};
  ScriptedMaster second{world, world.blue, 2};
  lock();
  world.run(5s);
  first.alive = false;
  EXPECT_LE(world.run_until([&] { return follows(second); }, 5s), kTakeoverLimit);
  EXPECT_EQ(sut.state(0), PortState::kListening);
  EXPECT_LT(worst_error(20s), 2us);
  EXPECT_TRUE(locked());
  EXPECT_EQ(sut.state(1), PortState::kSlave);
  EXPECT_EQ(sut.status().grandmaster_changes, 1U);
}

TEST_F(PtpClientTest, TakesTheOtherNetworkWhenOnlyAnnouncesStop) {
  ScriptedMaster first{world, world.red, 1};
  ScriptedMaster second{world, world.blue, 2};
  lock();
  first.announcing = false;
  EXPECT_LE(world.run_until([&] { return follows(second); }, 5s), kTakeoverLimit);
}

TEST_F(PtpClientTest, HoldsOverWhenTheOnlyGrandmasterDies) {
  ScriptedMaster master{world, world.red, 1};
  lock();
  world.run(30s);
  master.alive = false;
  world.run(2s);
  EXPECT_EQ(sut.servo_state(), ServoState::kHoldover);
  EXPECT_EQ(sut.state(0), PortState::kListening);
  EXPECT_FALSE(sut.status().grandmaster);
  EXPECT_LT(worst_error(30s), 2us);
}

TEST_F(PtpClientTest, ReturnsToAGrandmasterThatStartsAnew) {
  auto master = std::make_unique<ScriptedMaster>(world, world.red, 1);
  lock();
  world.run(10s);
  master->alive = false;
  world.run(5s);
  ScriptedMaster again{world, world.red, 1};  // its sequence numbers begin at 0
  EXPECT_LE(world.run_until([&] { return follows(again); }, 5s), 1s);
  lock();
  world.run(20ms);
  EXPECT_EQ(sut.state(0), PortState::kSlave);
  EXPECT_EQ(sut.status().grandmaster_changes, 0U);
}

TEST_F(PtpClientTest, ABetterGrandmasterTakesOver) {
  ScriptedMaster ordinary{world, world.red, 1};
  ScriptedMaster better{world, world.red, 2};
  better.alive = false;
  better.announce.priority1 = 100;
  lock();
  EXPECT_TRUE(follows(ordinary));
  better.alive = true;
  EXPECT_LE(world.run_until([&] { return follows(better); }, 5s), 1s);
  EXPECT_LT(worst_error(10s), 2us);
  EXPECT_TRUE(locked());
}

TEST_F(PtpClientTest, AGrandmasterThatDegradesIsLeft) {
  ScriptedMaster first{world, world.red, 1};
  ScriptedMaster second{world, world.blue, 2};
  lock();
  first.announce.quality.clock_class = 52;
  EXPECT_LE(world.run_until([&] { return follows(second); }, 5s), 300ms);
  EXPECT_EQ(sut.state(0), PortState::kPassive);
}

TEST_F(PtpClientTest, TellsGrandmastersOfTheSamePrioritiesApartByIdentity) {
  ScriptedMaster higher{world, world.red, 9};
  ScriptedMaster lower{world, world.red, 4};
  lock();
  EXPECT_TRUE(follows(lower));
  const uint64_t changes = sut.status().grandmaster_changes;
  world.run(20s);
  EXPECT_TRUE(follows(lower));
  EXPECT_EQ(sut.status().grandmaster_changes, changes);
  EXPECT_EQ(sut.status().ports[0].masters_heard, 2U);
  EXPECT_GT(red_faults().foreign_master, 0U);
  EXPECT_LT(magnitude(sut.error()), 1us);
}

TEST_F(PtpClientTest, ALinkThatFlapsHandsOverAtOnceAndIsTakenBack) {
  ScriptedMaster first{world, world.red, 1};
  ScriptedMaster second{world, world.blue, 2};
  lock();
  world.run(5s);
  for (int i = 0; i < 3; ++i) {
    red.ingress.up = false;
    EXPECT_LE(world.run_until([&] { return follows(second); }, 5s), 10ms);
    EXPECT_EQ(sut.state(0), PortState::kFaulty);
    world.run(3s);
    red.ingress.up = true;
    EXPECT_LE(world.run_until([&] { return follows(first); }, 5s), 1s);
    world.run(3s);
  }
  EXPECT_LT(worst_error(10s), 2us);
  EXPECT_EQ(sut.state(0), PortState::kSlave);
  EXPECT_EQ(sut.state(1), PortState::kPassive);
}

TEST_F(PtpClientTest, ADisabledPortIsDeafUntilItIsEnabled) {
  ScriptedMaster master{world, world.red, 1};
  lock();
  sut.client.set_port_enabled(0, false, sut.local_now());
  world.run(2s);
  EXPECT_EQ(sut.state(0), PortState::kDisabled);
  EXPECT_FALSE(sut.status().grandmaster);
  sut.client.set_port_enabled(0, true, sut.local_now());
  lock();
}

TEST_F(PtpClientTest, IgnoresAndCountsOtherDomains) {
  ScriptedMaster stranger{world, world.red, 1};
  stranger.domain = 0;
  stranger.announce.priority1 = 1;
  ScriptedMaster master{world, world.red, 2};
  lock();
  EXPECT_TRUE(follows(master));
  EXPECT_GT(red_faults().foreign_domain, 20U);
  EXPECT_EQ(sut.status().ports[0].masters_heard, 1U);
}

TEST_F(PtpClientTest, IgnoresAlternateMasters) {
  ScriptedMaster alternate{world, world.red, 1};
  alternate.announced_flags |= flags::kAlternateMaster;
  world.run(3s);
  EXPECT_FALSE(sut.status().grandmaster);
  EXPECT_GT(red_faults().alternate_master, 5U);
}

TEST_F(PtpClientTest, IgnoresMastersTooManyStepsAway) {
  ScriptedMaster remote{world, world.red, 1};
  remote.announce.steps_removed = 255;
  world.run(3s);
  EXPECT_FALSE(sut.status().grandmaster);
  EXPECT_GT(red_faults().steps_removed, 5U);
}

TEST_F(PtpClientTest, CountsWhatIsNoMessage) {
  world.run(100ms);
  const LocalTime now = sut.local_now();
  const std::vector<uint8_t> short_one(20, 2);
  std::vector<uint8_t> version1(124, 0);
  version1[1] = 1;
  std::vector<uint8_t> reserved(64, 0);
  reserved[0] = 0x07;
  reserved[1] = 2;
  reserved[3] = 64;
  for (const auto& octets : {short_one, version1, reserved}) sut.client.on_datagram(0, octets, {}, now);
  EXPECT_EQ(red_faults().malformed, 1U);
  EXPECT_EQ(red_faults().version1, 1U);
  EXPECT_EQ(red_faults().unknown_type, 1U);
}

TEST_F(PtpClientTest, WakesInTimeForWhatIsDue) {
  ScriptedMaster master{world, world.red, 1};
  lock();
  const LocalTime now = sut.local_now();
  EXPECT_GE(sut.client.next_deadline(), now - 1ms);
  EXPECT_LE(sut.client.next_deadline(), now + 100ms);
}

}  // namespace
}  // namespace cw::ptp
