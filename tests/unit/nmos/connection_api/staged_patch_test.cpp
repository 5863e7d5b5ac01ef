#include "nmos/connection_api/staged_patch.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/connection_api/sdp_texts.h"
#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

const Identifiers kIds("test");

class Patching : public ::testing::Test {
 public:
  Expected<Settings> patch(const json& body) {
    const auto read = read_staged_patch(connection.type, body);
    if (!read) return std::unexpected(read.error());
    return patched(connection, *read);
  }
  Connection connection = connection_of(receiver("in", Format::kVideo, {kRed, kBlue}), kIds);
};

TEST_F(Patching, LeavesWhatItDoesNotName) {
  const auto sut = patch({{"transport_params", json::array({{{"destination_port", 5010}}, json::object()})}});
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->legs[0]["destination_port"], 5010);
  EXPECT_EQ(sut->legs[0]["interface_ip"], connection.staged.legs[0]["interface_ip"]);
  EXPECT_EQ(sut->legs[1], connection.staged.legs[1]);
  EXPECT_EQ(sut->master_enable, connection.staged.master_enable);
  EXPECT_TRUE(patch(json::object()));
}

TEST_F(Patching, SetsAndClearsThePeer) {
  const std::string sender_id = kIds.sender("x");
  EXPECT_EQ(patch({{"sender_id", sender_id}})->peer_id, sender_id);
  connection.staged.peer_id = sender_id;
  EXPECT_EQ(patch(json::object())->peer_id, sender_id);
  EXPECT_FALSE(patch({{"sender_id", nullptr}})->peer_id);
}

TEST_F(Patching, ParametersTakePrecedenceOverTheTransportFile) {
  const auto sut =
      patch({{"transport_file", {{"data", video_sdp()}, {"type", "application/sdp"}}},
             {"transport_params", json::array({{{"multicast_ip", "233.252.0.1"}}, {{"rtp_enabled", true}}})}});
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->legs[0]["multicast_ip"], "233.252.0.1");
  EXPECT_EQ(sut->legs[0]["destination_port"], 5011);
  EXPECT_EQ(sut->legs[1]["rtp_enabled"], true);
}

TEST_F(Patching, ForgetsATransportFileOfNulls) {
  connection.staged.sdp = video_sdp();
  connection.staged.media.emplace();
  const auto sut = patch({{"transport_file", {{"data", nullptr}, {"type", nullptr}}}});
  ASSERT_TRUE(sut);
  EXPECT_FALSE(sut->sdp);
  EXPECT_FALSE(sut->media);
  EXPECT_TRUE(patch(json::object())->sdp);
}

TEST_F(Patching, RefusesWhatTheSchemaDoesNotHave) {
  const json sdp = "application/sdp";
  for (const json& body :
       {json::array(), json("x"), json{{"bad", "data"}}, json{{"receiver_id", nullptr}}, json{{"sender_id", 1}},
        json{{"sender_id", "no uuid"}}, json{{"master_enable", "true"}}, json{{"activation", nullptr}},
        json{{"transport_params", json::object()}}, json{{"transport_params", json::array({json::object()})}},
        json{{"transport_params", json::array({json::object(), 1})}},
        json{{"transport_params", json::array({json::object(), {{"x", 1}}})}}, json{{"transport_file", nullptr}},
        json{{"transport_file", {{"data", "v=0"}}}}, json{{"transport_file", {{"data", "v=0"}, {"type", nullptr}}}},
        json{{"transport_file", {{"data", nullptr}, {"type", sdp}}}},
        json{{"transport_file", {{"data", "v=0"}, {"type", "text/html"}}}},
        json{{"transport_file", {{"data", nullptr}, {"type", nullptr}, {"more", 1}}}}}) {
    const auto sut = patch(body);
    ASSERT_FALSE(sut) << body;
    EXPECT_FALSE(sut.error().message.empty());
  }
}

TEST_F(Patching, ASenderHasNoTransportFile) {
  connection = connection_of(sender("out", "x", sdp::VideoParameters{}, {kRed}), kIds);
  EXPECT_TRUE(patch({{"receiver_id", nullptr}}));
  EXPECT_FALSE(patch({{"sender_id", nullptr}}));
  EXPECT_FALSE(patch({{"transport_file", {{"data", nullptr}, {"type", nullptr}}}}));
}

}  // namespace
}  // namespace cw::nmos::test
