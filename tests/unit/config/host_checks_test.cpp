// Engine, networks and web against this host and each other.
#include "config/cross_checks.h"
#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;

TEST(HostChecks, FindsCoresThatDoNotExist) {
  Config config;
  config.engine.cores = {0, 5};
  FaultList faults;
  check_host(config, {0, 1}, faults);
  EXPECT_THAT(
      faults.take(),
      ElementsAre(is_fault("/engine/cores/1", "is core 5, which this process may not use; allowed is one of 0, 1")));
}

TEST(HostChecks, KnowsTheCoresOfThisProcess) { EXPECT_FALSE(cores_of_this_process().empty()); }

TEST(HostChecks, WantsTheAddressOfAHost) {
  for (const char* address :
       {"239.1.1.1/24", "127.0.0.1/8", "192.168.110.0/24", "192.168.110.255/24", "0.0.0.0/8", "250.1.1.1/8"}) {
    const auto faults = faults_of(example_with("/networks/blue/address", address));
    EXPECT_THAT(faults, ElementsAre(is_fault("/networks/blue/address", "allowed is the address of one host")))
        << address;
  }
  for (const char* address : {"1.2.3.4", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/0", "1.2.3/24", "1.2.3.4/2x"}) {
    const auto faults = faults_of(example_with("/networks/blue/address", address));
    EXPECT_THAT(faults, ElementsAre(is_fault("/networks/blue/address", "with a prefix length of 1 to 32"))) << address;
  }
  load_valid(example_with("/networks/blue/address", "192.168.120.10/31"));
}

TEST(HostChecks, WantsTheGatewayInTheNetwork) {
  expect_one_fault("/networks/red/gateway", "192.168.111.1",
                   "allowed is another host in the network of 192.168.110.10/24");
  expect_one_fault("/networks/red/gateway", "192.168.110.10", "allowed is another host");
  expect_one_fault("/networks/red/gateway", "here.", "allowed is an IPv4 address");
}

TEST(HostChecks, WantsADeviceAndAnAddressForEachNetwork) {
  expect_one_fault("/networks/blue/device", "net_ring0", "which red uses");
  expect_one_fault("/networks/blue/address", "192.168.110.10/24", "which red has");
}

TEST(HostChecks, WantsAnIpAddressToListenOn) {
  expect_one_fault("/web/address", "localhost", "allowed is an IP address of this machine");
  load_valid(example_with("/web/address", "::1"));
}

}  // namespace
}  // namespace cw::config
