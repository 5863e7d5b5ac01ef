#include "nmos/connection_api/transport_parameters.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using nlohmann::json;

const std::string kOwn = "192.0.2.1";

bool sender_takes(const json& changes) { return check_leg(ResourceType::kSender, changes, kOwn, 0).has_value(); }
bool receiver_takes(const json& changes) { return check_leg(ResourceType::kReceiver, changes, kOwn, 0).has_value(); }

TEST(TransportParameters, AreTheCoreSetsAndMulticast) {
  const auto keys = [](const json& object) {
    std::vector<std::string> names;
    for (const auto& [key, value] : object.items()) names.push_back(key);
    return names;
  };
  EXPECT_EQ(
      keys(leg_constraints(ResourceType::kSender, kOwn)),
      (std::vector<std::string>{"destination_ip", "destination_port", "rtp_enabled", "source_ip", "source_port"}));
  EXPECT_EQ(keys(leg_constraints(ResourceType::kReceiver, kOwn)),
            (std::vector<std::string>{"destination_port", "interface_ip", "multicast_ip", "rtp_enabled", "source_ip"}));
  EXPECT_EQ(leg_constraints(ResourceType::kReceiver, kOwn)["interface_ip"]["enum"], json::array({kOwn}));
}

TEST(TransportParameters, OfASenderAreChecked) {
  EXPECT_TRUE(sender_takes(json::object()));
  EXPECT_TRUE(sender_takes(
      {{"source_ip", "auto"}, {"destination_ip", "auto"}, {"source_port", "auto"}, {"destination_port", "auto"}}));
  EXPECT_TRUE(sender_takes({{"source_ip", kOwn}, {"destination_ip", "233.252.0.1"}, {"rtp_enabled", false}}));
  EXPECT_TRUE(sender_takes({{"destination_ip", "192.0.2.1"}}));
  EXPECT_FALSE(sender_takes({{"source_ip", "192.0.2.2"}}));
  EXPECT_FALSE(sender_takes({{"source_ip", nullptr}}));
  EXPECT_FALSE(sender_takes({{"destination_ip", nullptr}}));
  EXPECT_FALSE(sender_takes({{"destination_ip", "2001:db8::1"}}));
  EXPECT_FALSE(sender_takes({{"destination_ip", "255.255.255.255"}}));
  EXPECT_FALSE(sender_takes({{"destination_ip", "0.0.0.0"}}));
  EXPECT_FALSE(sender_takes({{"rtp_enabled", 1}}));
  EXPECT_FALSE(sender_takes({{"multicast_ip", "233.252.0.1"}}));
  EXPECT_FALSE(sender_takes({{"fec_enabled", true}}));
  EXPECT_FALSE(sender_takes({{"ext_x", true}}));
  EXPECT_FALSE(sender_takes(json::array()));
}

TEST(TransportParameters, OfAReceiverAreChecked) {
  EXPECT_TRUE(receiver_takes({{"source_ip", nullptr}, {"multicast_ip", nullptr}, {"interface_ip", "auto"}}));
  EXPECT_TRUE(receiver_takes({{"source_ip", "198.51.100.7"}, {"multicast_ip", "233.252.0.1"}, {"interface_ip", kOwn}}));
  EXPECT_FALSE(receiver_takes({{"source_ip", "233.252.0.1"}}));
  EXPECT_FALSE(receiver_takes({{"source_ip", "auto"}}));
  EXPECT_FALSE(receiver_takes({{"multicast_ip", "192.0.2.1"}}));
  EXPECT_FALSE(receiver_takes({{"interface_ip", "192.0.2.2"}}));
}

TEST(TransportParameters, PortsAreIntegersInRange) {
  for (const json& good : {json(1), json(5004), json(65535)})
    EXPECT_TRUE(receiver_takes({{"destination_port", good}})) << good;
  for (const json& bad :
       {json(0), json(65536), json(-1), json(5004.0), json("5004"), json(nullptr), json(18446744073709551615ULL)}) {
    EXPECT_FALSE(receiver_takes({{"destination_port", bad}})) << bad;
  }
}

TEST(TransportParameters, ErrorsNameLegParameterAndWhatIsAllowed) {
  EXPECT_EQ(
      check_leg(ResourceType::kReceiver, {{"interface_ip", "10.0.0.1"}}, kOwn, 1).error().message,
      "transport_params[1].interface_ip: has to be \"auto\" or \"192.0.2.1\", the address of this leg's interface");
}

TEST(TransportParameters, AutoBecomesWhatTheConfigHas) {
  EXPECT_EQ(resolved_leg({{"a", "auto"}, {"b", 1}}, {{"a", "x"}, {"b", 2}}), (json{{"a", "x"}, {"b", 1}}));
}

}  // namespace
}  // namespace cw::nmos
