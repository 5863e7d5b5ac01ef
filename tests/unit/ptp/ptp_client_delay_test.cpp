// The ways to measure the path: multicast and hybrid Delay_Req, and peer delay.
#include "tests/unit/ptp/client_fixture.h"

namespace cw::ptp {
namespace {

struct DelayTest : testing::Test {
  World world;
  ScriptedMaster master{world, world.red, 1};

  std::unique_ptr<ClientNode> slave(const PortConfig& config) {
    auto node = std::make_unique<ClientNode>(world, slave_config(), -4'000);
    node->join(world.red, config, 0x0A0000C8).ingress.delay = 25us;
    master.ingress.delay = 25us;
    return node;
  }
  static PortConfig peer_config() {
    PortConfig config = port_config("red");
    config.delay_mechanism = DelayMechanism::kPeerToPeer;
    return config;
  }
};

TEST_F(DelayTest, AsksAsOftenAsTheMasterSays) {
  master.log_delay_interval = -5;
  const auto sut = slave(port_config("red"));
  world.run(10s);
  const uint64_t before = master.delay_requests;
  world.run(20s);
  EXPECT_NEAR(static_cast<double>(master.delay_requests - before), 640, 80);
  EXPECT_EQ(sut->status().ports[0].log_delay_interval, -5);
  EXPECT_EQ(master.unicast_requests, 0U);
}

TEST_F(DelayTest, KeepsToTheProfileWhateverTheMasterSays) {
  master.log_delay_interval = -30;
  const auto sut = slave(port_config("red"));
  world.run(10s);
  EXPECT_EQ(sut->status().ports[0].log_delay_interval, -7);
}

TEST_F(DelayTest, HybridAsksTheMasterAlone) {
  PortConfig config = port_config("red");
  config.hybrid = true;
  config.log_delay_interval = -4;
  const auto sut = slave(config);
  world.run(20s);
  EXPECT_GT(master.unicast_requests, 200U);
  EXPECT_EQ(master.unicast_requests, master.delay_requests);
  EXPECT_EQ(sut->servo_state(), ServoState::kLocked);
  EXPECT_LT(magnitude(sut->error()), 1us);
}

TEST_F(DelayTest, MeasuresTheLinkToATwoStepPeer) {
  const auto sut = slave(peer_config());
  world.run(20s);
  ASSERT_TRUE(sut->status().ports[0].mean_link_delay);
  EXPECT_NEAR(static_cast<double>(sut->status().ports[0].mean_link_delay->count()), 25'000, 10);
  EXPECT_EQ(sut->servo_state(), ServoState::kLocked);
  EXPECT_LT(magnitude(sut->error()), 1us);
}

TEST_F(DelayTest, MeasuresTheLinkToAOneStepPeer) {
  master.two_step = false;
  const auto sut = slave(peer_config());
  world.run(20s);
  ASSERT_TRUE(sut->status().ports[0].mean_link_delay);
  EXPECT_NEAR(static_cast<double>(sut->status().ports[0].mean_link_delay->count()), 25'000, 10);
  EXPECT_LT(magnitude(sut->error()), 1us);
}

TEST_F(DelayTest, CountsSeveralPeersOnOneLink) {
  ScriptedMaster other{world, world.red, 2};
  const auto sut = slave(peer_config());
  world.run(10s);
  EXPECT_GT(sut->status().ports[0].faults.multiple_peers + sut->status().ports[0].faults.unmatched_responses, 20U);
  EXPECT_EQ(sut->servo_state(), ServoState::kLocked);
}

TEST_F(DelayTest, EveryRateOfTheProfileLocks) {
  for (const auto& [announce, sync, delay] : {std::tuple{-3, -7, -7}, std::tuple{0, -4, -2}, std::tuple{1, -1, 0}}) {
    World other;
    ScriptedMaster leader{other, other.red, 1};
    leader.log_announce_interval = static_cast<int8_t>(announce);
    leader.log_sync_interval = static_cast<int8_t>(sync);
    leader.log_delay_interval = static_cast<int8_t>(delay);
    ClientNode sut{other, slave_config(), 2'000};
    sut.join(other.red, port_config("red"), 0x0A0000C8);
    other.run(60s);
    EXPECT_EQ(sut.servo_state(), ServoState::kLocked) << announce;
    EXPECT_LT(magnitude(sut.error()), 2us) << announce;
  }
}

}  // namespace
}  // namespace cw::ptp
