// The clock, its PTP ports, and what they need of each other.
#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using nlohmann::json;
using testing::ElementsAre;

std::vector<ConfigFault> faults_of_clock(const json& clock) { return faults_of(example_with("/clock", clock)); }

TEST(ClockChecks, TakesEveryNetworkAsPtpPortUnlessTheFileListsPorts) {
  const Config by_default = load_valid(example_with("/clock", {{"source", "ptp"}}));
  ASSERT_EQ(by_default.clock.ptp.ports.size(), 2U);
  EXPECT_EQ(by_default.clock.ptp.ports[1].network, Leg::kBlue);
  EXPECT_EQ(by_default.clock.ptp.domain, 127);
  const Config listed = load_valid(example_with(
      "/clock",
      {{"source", "ptp"}, {"ptp", {{"domain", 3}, {"ports", {{{"interface", "eth0"}, {"asymmetry_ns", -250}}}}}}}));
  ASSERT_EQ(listed.clock.ptp.ports.size(), 1U);
  EXPECT_EQ(listed.clock.ptp.ports[0].interface, "eth0");
  EXPECT_EQ(listed.clock.ptp.ports[0].asymmetry, Duration{-250});
  EXPECT_TRUE(load_valid(example_with("/clock", {{"source", "free"}})).clock.ptp.ports.empty());
}

TEST(ClockChecks, ReadsWhatSt2059LetsAUserSet) {
  const Config sut = load_valid(example_with("/clock", {{"role", "grandmaster"},
                                                        {"ptp",
                                                         {{"delay_mechanism", "p2p"},
                                                          {"delay_requests", "unicast"},
                                                          {"log_sync_interval", -4},
                                                          {"priority1", 10},
                                                          {"clock_class", 6}}}}));
  EXPECT_EQ(sut.clock.role, ClockRole::kGrandmaster);
  EXPECT_EQ(sut.clock.ptp.delay_mechanism, DelayMechanism::kP2p);
  EXPECT_TRUE(sut.clock.ptp.unicast_delay_requests);
  EXPECT_EQ(sut.clock.ptp.log_sync_interval, -4);
  EXPECT_EQ(sut.clock.ptp.priority1, 10);
  EXPECT_EQ(sut.clock.ptp.clock_class, 6);
}

TEST(ClockChecks, WantsADeviceForAHardwareClockAndForNothingElse) {
  EXPECT_THAT(faults_of_clock({{"source", "phc"}}), ElementsAre(is_fault("/clock/device", "such as \"/dev/ptp0\"")));
  EXPECT_THAT(faults_of_clock({{"source", "system"}, {"device", "/dev/ptp0"}}),
              ElementsAre(is_fault("/clock/device", "belongs to source \"phc\"")));
}

TEST(ClockChecks, WantsATimeOfItsOwnForAGrandmaster) {
  EXPECT_THAT(faults_of_clock({{"source", "ptp"}, {"role", "grandmaster"}}),
              ElementsAre(is_fault("/clock/role", "needs a time of its own")));
}

TEST(ClockChecks, WantsPortsThatExistOnce) {
  const auto ports = [](const json& list) { return json{{"source", "ptp"}, {"ptp", {{"ports", list}}}}; };
  EXPECT_THAT(faults_of_clock(ports(json::array({json{{"network", "red"}, {"interface", "eth0"}}}))),
              ElementsAre(is_fault("/clock/ptp/ports/0", "needs either")));
  EXPECT_THAT(faults_of_clock(ports(json::array({json{{"asymmetry_ns", 5}}}))),
              ElementsAre(is_fault("/clock/ptp/ports/0", "needs either")));
  EXPECT_THAT(faults_of_clock(ports(json::array({json{{"network", "red"}}, json{{"network", "red"}}}))),
              ElementsAre(is_fault("/clock/ptp/ports/1", "is listed twice")));
  EXPECT_THAT(faults_of_clock(ports(json::array({json{{"interface", "eth0"}, {"transport", "ethernet"}}}))),
              ElementsAre(is_fault("/clock/ptp/ports/0/transport", "works on a network only")));
  json document = example_with("/clock", ports(json::array({json{{"network", "blue"}}})));
  document["networks"].erase("blue");
  EXPECT_THAT(faults_of(document), ElementsAre(is_fault("/clock/ptp/ports/0/network", "does not have")));
}

}  // namespace
}  // namespace cw::config
