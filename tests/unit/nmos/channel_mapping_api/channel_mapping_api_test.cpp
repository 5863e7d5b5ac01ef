#include "nmos/channel_mapping_api/channel_mapping_api.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/api_client.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class Mapping : public ::testing::Test {
 public:
  static json to_free(int channel) { return {{"input", "free"}, {"channel_index", channel}}; }
  Reply post(const json& activation, const json& action) {
    return node.post(root + "/map/activations", {{"activation", activation}, {"action", action}});
  }
  json active() { return node.get(root + "/map/active").body; }
  NodeUnderTest node;
  const std::string root = node.mapping_root;
  const json later{{"mode", "activate_scheduled_relative"}, {"requested_time", "2:0"}};
};

TEST_F(Mapping, IoIsWhatTheOthersSay) {
  const json io = node.get(root + "/io").body;
  for (const json& entry : node.get(root + "/inputs").body) {
    std::string id = entry.get<std::string>();
    id.pop_back();
    for (const auto* part : {"properties", "parent", "channels", "caps"}) {
      EXPECT_EQ(io["inputs"][id][part], node.get(root + "/inputs/" + id + "/" + part).body) << id << part;
    }
  }
  EXPECT_EQ(io["outputs"]["programme"]["source_id"], node.get(root + "/outputs/programme/sourceid").body);
  EXPECT_EQ(io["outputs"]["programme"]["caps"]["routable_inputs"], nullptr);
  EXPECT_EQ(io["outputs"].size(), 2U);
}

TEST_F(Mapping, RoutesAtOnceAndLeavesOtherChannels) {
  const Reply reply = post(kNow, {{"programme", {{"2", to_free(5)}}}});
  EXPECT_EQ(reply.status, 200);
  ASSERT_EQ(reply.body.size(), 1U);
  EXPECT_EQ(reply.body.begin().value()["activation"]["activation_time"], "1700000000:0");
  EXPECT_EQ(
      node.equipment.routes,
      (std::vector<AudioRoute>{{.output = "programme", .output_channel = 2, .input = "free", .input_channel = 5}}));
  EXPECT_EQ(active()["map"]["programme"]["2"], to_free(5));
  EXPECT_EQ(active()["map"]["programme"]["0"], to_free(0));
  EXPECT_EQ(active()["activation"], reply.body.begin().value()["activation"]);
  EXPECT_EQ(node.get(root + "/map/activations").body, json::object());
  EXPECT_EQ(node.get(root + "/map/active/programme").body["map"].size(), 1U);
}

TEST_F(Mapping, AnActivationRaisesTheVersionOfTheDevice) {
  const json before = node.shown(ResourceType::kDevice, node.ids.device());
  post(kNow, {{"programme", {{"0", to_free(0)}}}});
  EXPECT_NE(node.shown(ResourceType::kDevice, node.ids.device())["version"], before["version"]);
}

TEST_F(Mapping, SchedulesAndAppliesWhenItIsDue) {
  const Reply reply = post(later, {{"programme", {{"2", to_free(5)}}}});
  EXPECT_EQ(reply.status, 202);
  const std::string id = reply.body.begin().key();
  EXPECT_EQ(node.get(root + "/map/activations/" + id).body, reply.body[id]);
  EXPECT_EQ(node.get(root + "/map/activations").body, reply.body);
  EXPECT_TRUE(active()["map"]["programme"]["2"]["input"].is_null());
  node.equipment.time += std::chrono::seconds(2);
  EXPECT_EQ(node.node->poll(node.equipment.time), std::nullopt);
  EXPECT_EQ(active()["map"]["programme"]["2"], to_free(5));
  EXPECT_EQ(active()["activation"]["activation_time"], "1700000002:0");
  EXPECT_EQ(node.get(root + "/map/activations/" + id).status, 404);
}

TEST_F(Mapping, LocksTheOutputsOfAScheduledActivation) {
  post(later, {{"programme", {{"2", to_free(5)}}}});
  EXPECT_EQ(post(later, {{"programme", {{"2", to_free(5)}}}}).status, 423);
  EXPECT_EQ(post(kNow, {{"programme", {{"0", to_free(5)}}}}).status, 423);
  const std::string other = node.get(root + "/outputs").body[1].get<std::string>();
  EXPECT_EQ(post(kNow, {{other.substr(0, other.size() - 1), {{"0", to_free(5)}}}}).status, 200);
}

TEST_F(Mapping, ADeletedActivationNeverHappens) {
  const std::string id = post(later, {{"programme", {{"2", to_free(5)}}}}).body.begin().key();
  const Reply reply = node.ask("DELETE", root + "/map/activations/" + id);
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.response.body, "");
  EXPECT_EQ(node.ask("DELETE", root + "/map/activations/" + id).status, 404);
  node.node->poll(node.equipment.time + std::chrono::hours(1));
  EXPECT_EQ(node.equipment.calls, 0);
}

TEST_F(Mapping, RefusesWhatTheRulesForbid) {
  EXPECT_EQ(post(kNow, {{"programme", {{"0", {{"input", "pairs"}, {"channel_index", 0}}}}}}).status, 400);
  EXPECT_EQ(post(kNow, json::object()).status, 400);
  EXPECT_EQ(post({{"mode", "activate_scheduled_relative"}, {"requested_time", "99999999:0"}},
                 {{"programme", {{"0", to_free(0)}}}})
                .status,
            400);
  EXPECT_EQ(node.get(root + "/inputs/none").status, 404);
  EXPECT_EQ(node.get(root + "/map/active/none").status, 404);
}

TEST_F(Mapping, KeepsTheMapWhenTheEquipmentFails) {
  node.equipment.broken = "route";
  const json before = active();
  const Reply reply = post(kNow, {{"programme", {{"0", to_free(5)}}}});
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body["error"], "the mixer is gone");
  EXPECT_EQ(active(), before);
}

TEST_F(Mapping, ShowsNoRouteToAChannelThatItsInputHasNot) {
  node.description.mapping_inputs[0].channel_labels.resize(1);
  ASSERT_TRUE(node.node->update(node.description));
  EXPECT_EQ(active()["map"]["programme"]["0"], to_free(0));
  EXPECT_EQ(active()["map"]["programme"]["1"], (json{{"input", nullptr}, {"channel_index", nullptr}}));
}

TEST_F(Mapping, ForgetsActivationsOfOutputsThatHaveGone) {
  post(later, {{"programme", {{"2", to_free(5)}}}});
  std::erase_if(node.description.mapping_outputs,
                [](const MappingOutput& output) { return output.name == "programme"; });
  ASSERT_TRUE(node.node->update(node.description));
  EXPECT_EQ(node.get(root + "/map/activations").body, json::object());
}

}  // namespace
}  // namespace cw::nmos::test
