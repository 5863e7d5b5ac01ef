#include "nmos/node_api/node_api.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/connection_api/sdp_texts.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

const std::string kRoot = "/x-nmos/node/v1.3";

TEST(NodeApi, ShowsWhatIsInTheStore) {
  const NodeUnderTest sut;
  EXPECT_EQ(sut.get("/x-nmos").body, (json{"node/", "connection/", "channelmapping/"}));
  EXPECT_EQ(sut.get("/x-nmos/node").body, (json{"v1.2/", "v1.3/"}));
  EXPECT_EQ(sut.get("/x-nmos/connection").body, (json{"v1.0/", "v1.1/"}));
  EXPECT_EQ(sut.get("/x-nmos/channelmapping").body, json::array({"v1.0/"}));
  EXPECT_EQ(sut.get(kRoot + "/self").body, sut.shown(ResourceType::kNode, sut.ids.node()));
  EXPECT_EQ(sut.get(kRoot + "/senders").body.size(), 5U);
  EXPECT_EQ(sut.get(kRoot + "/flows/" + sut.ids.flow("cam1-anc")).body["media_type"], "video/smpte291");
  EXPECT_EQ(sut.get(kRoot + "/flows/" + sut.ids.sender("cam1-anc")).status, 404);
}

TEST(NodeApi, Version12LeavesOutWhatItCannotSay) {
  const NodeUnderTest sut;
  EXPECT_EQ(sut.get("/x-nmos/node/v1.2/senders").body.size(), 4U);
  const Reply reply = sut.get("/x-nmos/node/v1.2/senders/" + sut.ids.sender("ott-srt"));
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(header_of(reply.response, "Location"), kRoot + "/senders/" + sut.ids.sender("ott-srt"));
}

class ReceiverTarget : public ::testing::Test {
 public:
  NodeUnderTest node{rich_node(), [this](const std::string& url) -> Expected<std::string> {
                       if (url != "http://198.51.100.9/stream.sdp") return input_error("nobody answers");
                       return video_sdp();
                     }};
  const std::string id = node.ids.receiver("in1-video");
  const std::string target = kRoot + "/receivers/" + id + "/target";
  const json sender{{"id", Identifiers("other").sender("x")}, {"manifest_href", "http://198.51.100.9/stream.sdp"}};
};

TEST_F(ReceiverTarget, ConnectsToTheSender) {
  node.patch(node.receiver_path("in1-video") + "/staged",
             {{"transport_params", json::array({json::object(), {{"destination_port", 9}}})}});
  const Reply reply = node.ask("PUT", target, sender.dump());
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.body, sender);
  EXPECT_EQ(node.shown(ResourceType::kReceiver, id)["subscription"],
            (json{{"sender_id", sender["id"]}, {"active", true}}));
  const json active = node.get(node.receiver_path("in1-video") + "/active").body;
  EXPECT_EQ(active["transport_params"][0]["multicast_ip"], "232.40.50.7");
  EXPECT_EQ(active["transport_params"][1]["destination_port"], 5004);  // what was staged gave way
}

TEST_F(ReceiverTarget, DisconnectsByAnEmptyObject) {
  node.ask("PUT", target, sender.dump());
  EXPECT_EQ(node.ask("PUT", target, "{}").status, 202);
  EXPECT_EQ(node.shown(ResourceType::kReceiver, id)["subscription"], (json{{"sender_id", nullptr}, {"active", false}}));
}

TEST_F(ReceiverTarget, SaysWhatIsWrong) {
  EXPECT_EQ(node.ask("PUT", target, "[]").status, 400);
  EXPECT_EQ(node.ask("PUT", target, R"({"id": "x"})").status, 400);
  EXPECT_EQ(node.ask("PUT", target, json{{"id", sender["id"]}, {"manifest_href", nullptr}}.dump()).status, 400);
  EXPECT_EQ(node.ask("PUT", target, json{{"id", sender["id"]}, {"manifest_href", "http://x/"}}.dump()).body["error"],
            "manifest_href: nobody answers");
  EXPECT_EQ(node.ask("PUT", kRoot + "/receivers/" + node.ids.receiver("none") + "/target", "{}").status, 404);
  node.equipment.unacceptable = "in1-video";
  EXPECT_EQ(node.ask("PUT", target, sender.dump()).status, 400);
}

TEST(ASlowSender, HoldsUpOneRequestOnly) {
  const json sender{{"id", Identifiers("other").sender("x")}, {"manifest_href", "http://198.51.100.9/stream.sdp"}};
  int fetches = 0;
  Reply meanwhile;
  std::function<Reply()> ask;
  const NodeUnderTest sut(rich_node(), [&](const std::string&) -> Expected<std::string> {
    if (++fetches == 1) std::jthread([&] { meanwhile = ask(); }).join();
    return video_sdp();
  });
  ask = [&] {
    return sut.ask("PUT", kRoot + "/receivers/" + sut.ids.receiver("in1-video") + "/target", sender.dump());
  };
  EXPECT_EQ(ask().status, 202);
  EXPECT_EQ(meanwhile.status, 503);
  EXPECT_EQ(meanwhile.body["code"], 503);
  EXPECT_EQ(fetches, 1);
  EXPECT_EQ(ask().status, 202);
}

TEST_F(ReceiverTarget, IsNotOfferedWithoutAClient) {
  const NodeUnderTest sut;
  EXPECT_EQ(sut.ask("PUT", target, "{}").status, 501);
  EXPECT_EQ(sut.ask("OPTIONS", target).status, 200);
}

}  // namespace
}  // namespace cw::nmos::test
