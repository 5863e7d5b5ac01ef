#include "gateway/app/nmos/node_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cw::app {
namespace {

using testing::ElementsAre;

config::NmosConfig listening_at(const std::string& address, const std::string& host = "") {
  config::NmosConfig config;
  config.address = address;
  config.host = host;
  return config;
}

TEST(NodeIdentity, IsReachedWhereItListensUnlessTheConfigSaysOtherwise) {
  EXPECT_THAT(node_hosts({}, {"10.0.0.7"}), ElementsAre("127.0.0.1"));
  EXPECT_THAT(node_hosts(listening_at("10.0.0.7"), {"10.0.0.7", "10.0.0.8"}), ElementsAre("10.0.0.7"));
  EXPECT_THAT(node_hosts(listening_at("0.0.0.0", "gw1.studio.example"), {"10.0.0.7"}),
              ElementsAre("gw1.studio.example"));
}

TEST(NodeIdentity, NamesEveryAddressWhenItListensOnAll) {
  EXPECT_THAT(node_hosts(listening_at("0.0.0.0"), {"10.0.0.7", "10.0.0.8"}), ElementsAre("10.0.0.7", "10.0.0.8"));
  EXPECT_THAT(node_hosts(listening_at("0.0.0.0"), {}), ElementsAre("127.0.0.1"));
}

TEST(NodeIdentity, FindsTheInterfaceOfAnAddress) {
  const std::vector<KernelInterface> interfaces{{.name = "lo", .address = "127.0.0.1", .mac = {}, .loopback = true},
                                                {.name = "eth0", .address = "10.0.0.7", .mac = {}},
                                                {.name = "eth1", .address = "10.1.0.7", .mac = {}}};
  EXPECT_EQ(interface_of("10.1.0.7", interfaces)->name, "eth1");
  EXPECT_EQ(interface_of("127.0.0.1", interfaces)->name, "lo");
  EXPECT_EQ(interface_of("gw1.studio.example", interfaces)->name, "eth0");
  EXPECT_EQ(interface_of("10.9.9.9", {interfaces.front()})->name, "lo");
  EXPECT_EQ(interface_of("10.9.9.9", {}), nullptr);
}

TEST(NodeIdentity, SeesTheLoopbackOfThisHost) {
  const auto all = kernel_interfaces();
  EXPECT_TRUE(std::ranges::any_of(all, &KernelInterface::loopback));
}

TEST(NodeIdentity, HasASeedPerInstance) {
  EXPECT_EQ(node_seed("a"), node_seed("a"));
  EXPECT_NE(node_seed("a"), node_seed("b"));
}

}  // namespace
}  // namespace cw::app
