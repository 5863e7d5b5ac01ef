#include "nmos/nmos_node.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/nmos/api_client.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

TEST(NmosNode, KeepsItsIdentitiesOverARestart) {
  const NodeUnderTest before;
  const NodeUnderTest after;
  EXPECT_EQ(before.node->node_id(), after.node->node_id());
  EXPECT_EQ(before.get("/x-nmos/connection/v1.1/single/senders").body,
            after.get("/x-nmos/connection/v1.1/single/senders").body);
}

TEST(NmosNode, WantsAnAddressAndUniqueNames) {
  FakeEquipment equipment;
  EXPECT_FALSE(
      NmosNode::create(rich_node(), equipment, {.address = {.hosts = {}}, .seed = "x", .fetch = {}, .timer = false}));
  NodeDescription twice = rich_node();
  twice.mux_senders[0].name = "cam1-video";
  const auto sut =
      NmosNode::create(twice, equipment, {.address = {.hosts = {"h"}}, .seed = "x", .fetch = {}, .timer = false});
  ASSERT_FALSE(sut);
  EXPECT_EQ(sut.error().message, "nmos: two senders have the name cam1-video");
}

TEST(NmosNode, AnUpdateRaisesOnlyWhatChanged) {
  NodeUnderTest sut;
  sut.patch(sut.receiver_path("in1-video") + "/staged", {{"master_enable", true}, {"activation", kNow}});
  const uint64_t before = sut.node->store().sequence();
  ASSERT_TRUE(sut.node->update(sut.description));
  EXPECT_EQ(sut.node->store().sequence(), before);
  sut.description.clock.locked = false;
  ASSERT_TRUE(sut.node->update(sut.description));
  EXPECT_EQ(sut.node->store().sequence(), before + 1);
  EXPECT_EQ(sut.shown(ResourceType::kNode, sut.ids.node())["clocks"][0]["locked"], false);
}

TEST(NmosNode, AnUpdateOfTheConfigBeginsThatSenderAnew) {
  NodeUnderTest sut;
  sut.patch(sut.sender_path("cam1-video") + "/staged", {{"master_enable", false}, {"activation", kNow}});
  sut.description.senders[0].active.legs[0].destination_port = 7000;
  ASSERT_TRUE(sut.node->update(sut.description));
  const json active = sut.get(sut.sender_path("cam1-video") + "/active").body;
  EXPECT_EQ(active["master_enable"], true);
  EXPECT_EQ(active["transport_params"][0]["destination_port"], 7000);
  EXPECT_EQ(sut.shown(ResourceType::kSender, sut.ids.sender("cam1-video"))["subscription"]["active"], true);
}

TEST(NmosNode, AnUpdateNeverWaitsForTheEquipment) {
  class Reentrant : public FakeEquipment {
   public:
    std::vector<Expected<void>> activate(std::span<const SenderActivation> activations) override {
      EXPECT_TRUE(node->update(description));  // as the app may do from the thread that activates
      return FakeEquipment::activate(activations);
    }
    using FakeEquipment::activate;
    NmosNode* node = nullptr;
    NodeDescription description = rich_node();
  };
  Reentrant equipment;
  auto sut = NmosNode::create(rich_node(), equipment,
                              {.address = {.hosts = {"h"}}, .seed = "test", .fetch = {}, .timer = false});
  equipment.node = sut->get();
  const std::string path =
      "/x-nmos/connection/v1.1/single/senders/" + Identifiers("test").sender("cam1-video") + "/staged";
  EXPECT_EQ((*sut)
                ->handle({.method = "PATCH",
                          .target = path,
                          .path = path,
                          .query = {},
                          .headers = {},
                          .body = R"({"activation": {"mode": "activate_immediate"}})"})
                .status,
            200);
}

TEST(NmosNode, TakesRequestsOnManyThreads) {
  NodeUnderTest sut;
  const std::string receiver = sut.receiver_path("in1-video");
  const auto ask = [&](const std::string& method, const std::string& path, const std::string& body) {
    const auto reply =
        sut.node->handle({.method = method, .target = path, .path = path, .query = {}, .headers = {}, .body = body});
    EXPECT_LT(reply.status, 300) << path;
  };
  constexpr int kRounds = 50;
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    for (int i = 0; i < kRounds; ++i)
      ask("PATCH", receiver + "/staged", R"({"activation": {"mode": "activate_immediate"}})");
  });
  threads.emplace_back([&] {
    for (int i = 0; i < kRounds; ++i) EXPECT_TRUE(sut.node->update(sut.description));
  });
  threads.emplace_back([&] {
    for (int i = 0; i < kRounds; ++i) sut.node->poll(sut.equipment.time);
  });
  for (int i = 0; i < kRounds; ++i) {
    for (const auto& path : {receiver + "/active", sut.mapping_root + "/io", std::string("/x-nmos/node/v1.2/senders")})
      ask("GET", path, "");
  }
}

TEST(NmosNode, RefusesInTheWordsOfNmos) {
  const web::Response sut = NmosNode::refusal(413, "the body of the request is too large");
  EXPECT_EQ(json::parse(sut.body)["code"], 413);
  EXPECT_EQ(header_of(sut, "Access-Control-Allow-Origin"), "*");
}

TEST(NmosNode, ItsTimerAppliesWhatIsDue) {
  class Running : public FakeEquipment {
   public:
    TaiTime now() const override {
      return TaiTime::from_ns(
          std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()).count());
    }
  };
  Running equipment;
  auto sut = NmosNode::create(rich_node(), equipment, {.address = {.hosts = {"h"}}, .seed = "test", .fetch = {}});
  const std::string path = "/x-nmos/connection/v1.1/single/senders/" + Identifiers("test").sender("cam1-video");
  const auto ask = [&](const std::string& method, const std::string& where, const std::string& body) {
    return json::parse(
        (*sut)
            ->handle({.method = method, .target = where, .path = where, .query = {}, .headers = {}, .body = body})
            .body);
  };
  uint64_t sequence = (*sut)->store().sequence();
  ask("PATCH", path + "/staged",
      R"({"activation": {"mode": "activate_scheduled_relative", "requested_time": "0:20000000"}})");
  (*sut)->store().wait(sequence, std::chrono::seconds(10));
  EXPECT_EQ(ask("GET", path + "/active", "")["activation"]["mode"], "activate_scheduled_relative");
}

}  // namespace
}  // namespace cw::nmos::test
