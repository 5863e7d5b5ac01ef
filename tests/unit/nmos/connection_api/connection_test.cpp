#include "nmos/connection_api/connection.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

const Identifiers kIds("test");

TEST(Connection, BeginsAsTheConfigHasIt) {
  const Connection sut = connection_of(sender("out", "x", sdp::VideoParameters{}, {kRed, kBlue}), kIds);
  EXPECT_EQ(sut.active.legs[1], (json{{"source_ip", "198.51.100.1"},
                                      {"destination_ip", "239.1.1.1"},
                                      {"source_port", 5004},
                                      {"destination_port", 5004},
                                      {"rtp_enabled", true}}));
  EXPECT_EQ(sut.staged.legs, sut.active.legs);
  EXPECT_TRUE(sut.active.master_enable);
}

TEST(Connection, AReceiverThatTakesNothingShowsNull) {
  const Connection sut = connection_of(receiver("in", Format::kVideo, {kRed}), kIds);
  EXPECT_EQ(sut.active.legs[0], (json{{"source_ip", nullptr},
                                      {"multicast_ip", nullptr},
                                      {"interface_ip", "192.0.2.1"},
                                      {"destination_port", 5004},
                                      {"rtp_enabled", true}}));
}

TEST(Connection, ASenderWithoutADestinationGetsAGroupThatStays) {
  SenderDescription description = sender("out", "x", sdp::VideoParameters{}, {kRed, kBlue});
  description.active.legs.clear();
  const Connection sut = connection_of(description, kIds);
  const auto group = [](const Connection& of, size_t leg) {
    return ip(of.active.legs[leg]["destination_ip"].get<std::string>());
  };
  EXPECT_EQ(group(sut, 0).value >> 18, 0xEFC00000U >> 18);  // 239.192.0.0/14
  EXPECT_NE(group(sut, 0), group(sut, 1));
  EXPECT_EQ(group(sut, 0), group(connection_of(description, kIds), 0));
}

TEST(Connection, ResolvesAutoToTheConfig) {
  Connection sut = connection_of(sender("out", "x", sdp::VideoParameters{}, {kRed}), kIds);
  for (json& value : sut.staged.legs[0]) {
    if (!value.is_boolean()) value = "auto";
  }
  EXPECT_EQ(resolved(sut).legs, sut.configured.legs);
  const SenderActivation activation = sender_activation("out", resolved(sut));
  EXPECT_EQ(activation.legs, (std::vector<SenderLegTarget>{{.enabled = true,
                                                            .source = kRed.address,
                                                            .source_port = 5004,
                                                            .destination = ip("239.1.1.0"),
                                                            .destination_port = 5004}}));
}

TEST(Connection, TellsTheEquipmentNullAsAny) {
  Connection sut = connection_of(receiver("in", Format::kVideo, {kRed}), kIds);
  sut.staged.legs[0]["multicast_ip"] = "233.252.0.1";
  const ReceiverActivation activation = receiver_activation("in", resolved(sut));
  EXPECT_EQ(activation.legs[0].source, Ipv4Address{});
  EXPECT_EQ(activation.legs[0].multicast, ip("233.252.0.1"));
  EXPECT_EQ(activation.legs[0].interface, kRed.address);
}

TEST(Connection, ContinuesUnderADescriptionThatSaysTheSame) {
  SenderDescription description = sender("out", "x", sdp::VideoParameters{}, {kRed});
  Connection sut = connection_of(description, kIds);
  sut.active.legs[0]["destination_port"] = 6000;
  EXPECT_TRUE(may_continue(sut, connection_of(description, kIds)));
  description.active.legs[0].destination_port = 6000;  // the app describes what is active now
  EXPECT_TRUE(may_continue(sut, connection_of(description, kIds)));
  description.active.legs[0].destination_port = 7000;
  EXPECT_FALSE(may_continue(sut, connection_of(description, kIds)));
  description = sender("out", "x", sdp::VideoParameters{}, {kBlue});
  EXPECT_FALSE(may_continue(sut, connection_of(description, kIds)));
}

TEST(Connection, ASenderIsUnicastByItsEnabledLegs) {
  Connection sut = connection_of(sender("out", "x", sdp::VideoParameters{}, {kRed, kBlue}), kIds);
  EXPECT_FALSE(subscription_of(sut).unicast);
  sut.active.legs[1]["destination_ip"] = "192.0.2.9";
  EXPECT_TRUE(subscription_of(sut).unicast);
  sut.active.legs[1]["rtp_enabled"] = false;
  EXPECT_FALSE(subscription_of(sut).unicast);
}

}  // namespace
}  // namespace cw::nmos::test
