// Every path and method of a node that has everything, against the published RAML and schemas.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/schemas.h"
#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/raml.h"
#include "tests/unit/nmos/raml_walk.h"
#include "tests/unit/nmos/schema_check.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

constexpr const char* kErrorSchema = "is-04/APIs/schemas/error.json";  // the same in all of them

class PublishedSchemas : public ::testing::Test {
 public:
  void SetUp() override {
    const json action{{"programme", {{"0", {{"input", "free"}, {"channel_index", 3}}}}}};
    ASSERT_EQ(node.patch(node.sender_path("cam1-video") + "/staged", {{"activation", later}}).status, 202);
    ASSERT_EQ(
        node.patch(node.receiver_path("in1-audio") + "/staged", {{"activation", kNow}, {"master_enable", true}}).status,
        200);
    ASSERT_EQ(node.post(node.mapping_root + "/map/activations", {{"activation", later}, {"action", action}}).status,
              202);
  }
  const json later{{"mode", "activate_scheduled_relative"}, {"requested_time", "10:0"}};
  NodeUnderTest node{rich_node(), [](const std::string&) -> Expected<std::string> { return input_error("nobody"); }};
};

TEST_F(PublishedSchemas, AreFollowedAtEveryPathByEveryMethod) {
  CW_REQUIRE_SCHEMAS(schemas);
  const Ask ask = [this](const std::string& method, const std::string& path, const std::string& body) {
    return node.ask(method, path, body);
  };
  for (const PublishedApi& api : kPublishedApis) RamlWalk(ask, schemas, api).run();
}

TEST_F(PublishedSchemas, AreFollowedByRepliesThatChangeSomething) {
  CW_REQUIRE_SCHEMAS(schemas);
  const auto faults = [&](const char* schema, const json& body) { return schema_faults(schemas / schema, body); };
  const std::string sender = node.sender_path("cam2-video");
  EXPECT_EQ(faults("is-05/APIs/schemas/sender-response-schema.json",
                   node.patch(sender + "/staged", {{"activation", kNow}}).body),
            "");
  EXPECT_EQ(faults("is-05/APIs/schemas/sender-response-schema.json",
                   node.patch(sender + "/staged", {{"activation", later}}).body),
            "");
  EXPECT_EQ(faults("is-05/APIs/schemas/receiver-response-schema.json",
                   node.patch(node.receiver_path("in1-video") + "/staged", {{"activation", kNow}}).body),
            "");
  const json bulk = json::array({{{"id", node.ids.sender("cam1-audio")}, {"params", {{"master_enable", false}}}},
                                 {{"id", node.ids.sender("none")}, {"params", json::object()}}});
  EXPECT_EQ(faults("is-05/APIs/schemas/bulk-response-schema.json",
                   node.post(node.connection_root + "/bulk/senders", bulk).body),
            "");
  const std::string other = node.get(node.mapping_root + "/outputs").body[1].get<std::string>();
  const json action{{other.substr(0, other.find('/')), {{"0", {{"input", nullptr}, {"channel_index", nullptr}}}}}};
  for (const json& activation : {kNow, later}) {
    const Reply reply =
        node.post(node.mapping_root + "/map/activations", {{"activation", activation}, {"action", action}});
    EXPECT_EQ(faults("is-08/APIs/schemas/map-activations-post-response-schema.json", reply.body), "") << reply.body;
  }
  for (const std::string& path :
       {std::string("/x-nmos/node/v1.3/nothing"), std::string("/x-nmos/nothing"), sender + "/nothing"}) {
    EXPECT_EQ(faults(kErrorSchema, node.get(path).body), "") << path;
  }
}

TEST_F(PublishedSchemas, FindWhatDoesNotFollow) {
  CW_REQUIRE_SCHEMAS(schemas);
  EXPECT_NE(schema_faults(schemas / "is-04/APIs/schemas/node.json", {{"id", "x"}}), "");
}

TEST_F(PublishedSchemas, RamlIsReadWithItsSchemas) {
  CW_REQUIRE_SCHEMAS(schemas);
  const auto paths = read_raml(schemas / "is-05/APIs/ConnectionAPI.raml");
  const auto staged = std::ranges::find(paths, "/single/senders/{senderId}/staged", &RamlPath::path);
  ASSERT_NE(staged, paths.end());
  EXPECT_EQ(staged->methods.size(), 3U);
  EXPECT_EQ(staged->methods.at("PATCH").statuses, (std::set{200, 202, 400, 404, 409, 423, 500}));
  EXPECT_EQ(staged->methods.at("PATCH").schema, schemas / "is-05/APIs/schemas/sender-response-schema.json");
}

}  // namespace
}  // namespace cw::nmos::test
