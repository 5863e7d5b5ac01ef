#include "nmos/connection_api/connection_api.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/connection_api/sdp_texts.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class ConnectionApiTest : public ::testing::Test {
 public:
  std::string version_of(ResourceType type, const std::string& id) {
    return node.shown(type, id)["version"].get<std::string>();
  }
  NodeUnderTest node;
  const std::string sender = node.sender_path("cam1-video");
  const std::string receiver = node.receiver_path("in1-video");
  const json none{{"mode", nullptr}, {"requested_time", nullptr}, {"activation_time", nullptr}};
};

TEST_F(ConnectionApiTest, ListsWhatItControls) {
  EXPECT_EQ(node.get(node.connection_root + "/single/senders").body.size(), 4U);  // the OTT output is not one
  EXPECT_EQ(node.get(sender).body, (json{"constraints/", "staged/", "active/", "transportfile/", "transporttype/"}));
  EXPECT_EQ(node.get(receiver).body, (json{"constraints/", "staged/", "active/", "transporttype/"}));
  EXPECT_EQ(node.get(sender + "/transporttype").body, "urn:x-nmos:transport:rtp");
  EXPECT_EQ(node.get(node.sender_path("ott-srt")).status, 404);
}

TEST_F(ConnectionApiTest, Version10HasNoTransportType) {
  const std::string old = "/x-nmos/connection/v1.0/single/senders/" + node.ids.sender("cam1-video");
  EXPECT_EQ(node.get(old).body, (json{"constraints/", "staged/", "active/", "transportfile/"}));
  EXPECT_EQ(node.get(old + "/transporttype").status, 404);
  EXPECT_EQ(node.patch(old + "/staged", json::object()).status, 200);
}

TEST_F(ConnectionApiTest, StagesWithoutActivating) {
  const Reply reply = node.patch(sender + "/staged", {{"master_enable", false}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body["master_enable"], false);
  EXPECT_EQ(reply.body["activation"], none);
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], true);
  EXPECT_EQ(node.equipment.calls, 0);
}

TEST_F(ConnectionApiTest, ActivatesAtOnce) {
  const json legs = json::array({{{"destination_port", 6000}, {"destination_ip", "auto"}}, json::object()});
  const Reply reply = node.patch(sender + "/staged", {{"transport_params", legs}, {"activation", kNow}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body["activation"],
            (json{{"mode", "activate_immediate"}, {"requested_time", nullptr}, {"activation_time", "1700000000:0"}}));
  EXPECT_EQ(node.equipment.senders["cam1-video"].legs[0].destination_port, 6000);
  const json staged = node.get(sender + "/staged").body;
  EXPECT_EQ(staged["activation"], none);
  EXPECT_EQ(staged["transport_params"][0]["destination_ip"], "auto");
  const json active = node.get(sender + "/active").body;
  EXPECT_EQ(active["activation"], reply.body["activation"]);
  EXPECT_EQ(active["transport_params"][0]["destination_ip"], "239.1.1.0");
}

TEST_F(ConnectionApiTest, AnActivationRaisesTheVersionAlsoWhenNothingChanges) {
  const std::string id = node.ids.receiver("in1-video");
  node.patch(receiver + "/staged", {{"activation", kNow}});
  const std::string before = version_of(ResourceType::kReceiver, id);
  const json caps = node.shown(ResourceType::kReceiver, id)["caps"];
  node.patch(receiver + "/staged", {{"activation", kNow}});
  EXPECT_GT(version_of(ResourceType::kReceiver, id), before);
  EXPECT_EQ(node.shown(ResourceType::kReceiver, id)["caps"], caps);
}

TEST_F(ConnectionApiTest, ShowsTheSubscriptionInTheNodeApi) {
  const std::string peer = node.ids.sender("elsewhere");
  const json legs = json::array({{{"multicast_ip", "233.252.0.1"}}, {{"multicast_ip", "233.252.0.1"}}});
  node.patch(receiver + "/staged",
             {{"sender_id", peer}, {"master_enable", true}, {"transport_params", legs}, {"activation", kNow}});
  EXPECT_EQ(node.shown(ResourceType::kReceiver, node.ids.receiver("in1-video"))["subscription"],
            (json{{"sender_id", peer}, {"active", true}}));
  node.patch(receiver + "/staged", {{"master_enable", false}, {"activation", kNow}});
  EXPECT_EQ(node.shown(ResourceType::kReceiver, node.ids.receiver("in1-video"))["subscription"],
            (json{{"sender_id", nullptr}, {"active", false}}));
}

TEST_F(ConnectionApiTest, PatchesAReceiverByTransportFile) {
  const json file{{"data", video_sdp()}, {"type", "application/sdp"}};
  const Reply reply = node.patch(receiver + "/staged", {{"sender_id", nullptr}, {"transport_file", file}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body["transport_file"], file);
  EXPECT_EQ(reply.body["transport_params"][0]["multicast_ip"], "232.40.50.7");
  node.patch(receiver + "/staged", {{"master_enable", true}, {"activation", kNow}});
  const ReceiverActivation& active = node.equipment.receivers["in1-video"];
  ASSERT_TRUE(active.media);
  EXPECT_EQ(active.legs[0].multicast, ip("232.40.50.7"));
  EXPECT_EQ(active.legs[0].interface, kRed.address);
  EXPECT_EQ(node.get(receiver + "/active").body["transport_file"], file);
}

TEST_F(ConnectionApiTest, RefusesAFormatInTheWordsOfTheEquipment) {
  node.equipment.unacceptable = "in1-video";
  const Reply reply =
      node.patch(receiver + "/staged", {{"transport_file", {{"data", video_sdp()}, {"type", "application/sdp"}}}});
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.body["error"], "4:4:4 is not taken");
  EXPECT_TRUE(node.get(receiver + "/staged").body["transport_file"]["data"].is_null());
}

TEST_F(ConnectionApiTest, KeepsTheOldStateWhenTheEquipmentFails) {
  node.equipment.broken = "cam1-video";
  const json before = node.get(sender + "/active").body;
  const Reply reply = node.patch(sender + "/staged", {{"master_enable", false}, {"activation", kNow}});
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body["error"], "no port is free");
  EXPECT_EQ(node.get(sender + "/active").body, before);
  EXPECT_EQ(node.get(sender + "/staged").body["activation"], none);
}

TEST_F(ConnectionApiTest, AnswersBadRequestsWithTheRightStatus) {
  EXPECT_EQ(node.ask("PATCH", sender + "/staged", "{").status, 400);
  EXPECT_EQ(node.ask("PATCH", sender + "/staged", "").status, 400);
  EXPECT_EQ(node.patch(sender + "/staged", {{"bad", "data"}}).body["error"], "bad: is not known");
  EXPECT_EQ(node.patch(node.sender_path("none") + "/staged", json::object()).status, 404);
  EXPECT_EQ(node.patch(sender + "/active", json::object()).status, 405);
  EXPECT_EQ(node.get(node.connection_root + "/bulk/senders").status, 405);
}

TEST_F(ConnectionApiTest, GivesTheTransportFile) {
  const web::Response sut = node.get(sender + "/transportfile").response;
  EXPECT_EQ(sut.content_type, "application/sdp");
  EXPECT_EQ(sut.body, "v=0\r\ns=cam1-video\r\n");
  EXPECT_EQ(header_of(sut, "Cache-Control"), "no-cache");
  EXPECT_EQ(node.get(receiver + "/transportfile").status, 404);
}

TEST_F(ConnectionApiTest, BulkAnswersForEachItem) {
  const json items = json::array(
      {{{"id", node.ids.sender("cam1-video")}, {"params", {{"master_enable", false}, {"activation", kNow}}}},
       {{"id", node.ids.sender("cam2-video")}, {"params", {{"bad", 1}}}},
       {{"id", node.ids.sender("none")}, {"params", json::object()}},
       {{"id", node.ids.sender("cam1-audio")}, {"params", {{"activation", kNow}}}}});
  node.equipment.broken = "cam1-audio";
  const Reply reply = node.post(node.connection_root + "/bulk/senders", items);
  EXPECT_EQ(reply.status, 200);
  std::vector<int> codes;
  for (const json& item : reply.body) codes.push_back(item["code"].get<int>());
  EXPECT_EQ(codes, (std::vector{200, 400, 404, 500}));
  EXPECT_EQ(reply.body[1]["error"], "bad: is not known");
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], false);
  EXPECT_EQ(node.equipment.calls, 1);
  EXPECT_EQ(node.post(node.connection_root + "/bulk/senders", {{"not", "an array"}}).status, 400);
}

TEST_F(ConnectionApiTest, BulkActivatesSixtyFourReceiversWithOneCallWithinTheirTime) {
  NodeDescription many = rich_node();
  for (int i = 0; i < 64; ++i)
    many.receivers.push_back(test::receiver("r" + std::to_string(i), Format::kVideo, {kRed, kBlue}));
  NodeUnderTest sut(many);
  json items = json::array();
  const json file{{"data", video_sdp()}, {"type", "application/sdp"}};
  for (int i = 0; i < 64; ++i) {
    items.push_back({{"id", sut.ids.receiver("r" + std::to_string(i))},
                     {"params", {{"master_enable", true}, {"transport_file", file}, {"activation", kNow}}}});
  }
  const auto start = std::chrono::steady_clock::now();
  const Reply reply = sut.post(sut.connection_root + "/bulk/receivers", items);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(100));
  EXPECT_EQ(sut.equipment.calls, 1);
  EXPECT_EQ(sut.equipment.receivers.size(), 64U);
  EXPECT_TRUE(std::ranges::all_of(reply.body, [](const json& item) { return item["code"] == 200; }));
}

}  // namespace
}  // namespace cw::nmos::test
