// Every GET of a node that has everything, against the published schemas.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <regex>
#include <set>

#include "tests/support/schemas.h"
#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/schema_check.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

struct SchemaOfPath {
  const char* path;  ///< regular expression
  const char* schema;
};

constexpr std::array kSchemas = std::to_array<SchemaOfPath>({
    {"/x-nmos", nullptr},
    {"/x-nmos/[a-z]+", nullptr},
    {"/x-nmos/node/v1.[23]", "is-04/APIs/schemas/nodeapi-base.json"},
    {"/x-nmos/node/v1.[23]/self", "is-04/APIs/schemas/node.json"},
    {"/x-nmos/node/v1.[23]/devices", "is-04/APIs/schemas/devices.json"},
    {"/x-nmos/node/v1.[23]/devices/[^/]+", "is-04/APIs/schemas/device.json"},
    {"/x-nmos/node/v1.[23]/sources", "is-04/APIs/schemas/sources.json"},
    {"/x-nmos/node/v1.[23]/sources/[^/]+", "is-04/APIs/schemas/source.json"},
    {"/x-nmos/node/v1.[23]/flows", "is-04/APIs/schemas/flows.json"},
    {"/x-nmos/node/v1.[23]/flows/[^/]+", "is-04/APIs/schemas/flow.json"},
    {"/x-nmos/node/v1.[23]/senders", "is-04/APIs/schemas/senders.json"},
    {"/x-nmos/node/v1.[23]/senders/[^/]+", "is-04/APIs/schemas/sender.json"},
    {"/x-nmos/node/v1.[23]/receivers", "is-04/APIs/schemas/receivers.json"},
    {"/x-nmos/node/v1.[23]/receivers/[^/]+", "is-04/APIs/schemas/receiver.json"},
    {"/x-nmos/connection/v1.[01]", "is-05/APIs/schemas/connectionapi-base.json"},
    {"/x-nmos/connection/v1.[01]/bulk", "is-05/APIs/schemas/connectionapi-bulk.json"},
    {"/x-nmos/connection/v1.[01]/bulk/(senders|receivers)", "is-05/APIs/schemas/error.json"},  // 405
    {"/x-nmos/connection/v1.[01]/single", "is-05/APIs/schemas/connectionapi-single.json"},
    {"/x-nmos/connection/v1.[01]/single/(senders|receivers)", "is-05/APIs/schemas/sender-receiver-base.json"},
    {"/x-nmos/connection/v1.1/single/senders/[^/]+", "is-05/APIs/schemas/connectionapi-sender.json"},
    {"/x-nmos/connection/v1.1/single/receivers/[^/]+", "is-05/APIs/schemas/connectionapi-receiver.json"},
    {"/x-nmos/connection/v1.0/single/(senders|receivers)/[^/]+", nullptr},  // one entry fewer
    {"/x-nmos/connection/v1.[01]/single/[^/]+/[^/]+/constraints", "is-05/APIs/schemas/constraints-schema.json"},
    {"/x-nmos/connection/v1.[01]/single/senders/[^/]+/(staged|active)",
     "is-05/APIs/schemas/sender-response-schema.json"},
    {"/x-nmos/connection/v1.[01]/single/receivers/[^/]+/(staged|active)",
     "is-05/APIs/schemas/receiver-response-schema.json"},
    {"/x-nmos/connection/v1.[01]/single/senders/[^/]+/transportfile", nullptr},
    {"/x-nmos/connection/v1.1/single/[^/]+/[^/]+/transporttype",
     "is-05/APIs/schemas/transporttype-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0", "is-08/APIs/schemas/base-schema.json"},
    {"/x-nmos/channelmapping/v1.0/(inputs|outputs)", "is-08/APIs/schemas/inputs-outputs-base-schema.json"},
    {"/x-nmos/channelmapping/v1.0/inputs/[^/]+", "is-08/APIs/schemas/input-base-schema.json"},
    {"/x-nmos/channelmapping/v1.0/inputs/[^/]+/properties", "is-08/APIs/schemas/input-properties-schema.json"},
    {"/x-nmos/channelmapping/v1.0/inputs/[^/]+/parent", "is-08/APIs/schemas/input-parent-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/inputs/[^/]+/channels", "is-08/APIs/schemas/input-channels-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/inputs/[^/]+/caps", "is-08/APIs/schemas/input-caps-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/outputs/[^/]+", "is-08/APIs/schemas/output-base-schema.json"},
    {"/x-nmos/channelmapping/v1.0/outputs/[^/]+/properties", "is-08/APIs/schemas/output-properties-schema.json"},
    {"/x-nmos/channelmapping/v1.0/outputs/[^/]+/sourceid", "is-08/APIs/schemas/output-sourceid-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/outputs/[^/]+/channels", "is-08/APIs/schemas/output-channels-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/outputs/[^/]+/caps", "is-08/APIs/schemas/output-caps-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/map", "is-08/APIs/schemas/map-base-schema.json"},
    {"/x-nmos/channelmapping/v1.0/map/active", "is-08/APIs/schemas/map-active-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/map/active/[^/]+", "is-08/APIs/schemas/map-active-output-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/map/activations", "is-08/APIs/schemas/map-activations-get-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/map/activations/[^/]+",
     "is-08/APIs/schemas/map-activations-activation-get-response-schema.json"},
    {"/x-nmos/channelmapping/v1.0/io", "is-08/APIs/schemas/io-response-schema.json"},
});

const SchemaOfPath* schema_of(const std::string& path) {
  for (const SchemaOfPath& entry : kSchemas) {
    if (std::regex_match(path, std::regex(entry.path))) return &entry;
  }
  return nullptr;
}

/// Names below a path: entries of a listing, ids of resources, keys of the maps of IS-08.
std::vector<std::string> children_of(const std::string& path, const json& body) {
  std::vector<std::string> children;
  if (body.is_array()) {
    for (const json& entry : body) {
      if (entry.is_string() && entry.get<std::string>().ends_with('/')) children.push_back(entry.get<std::string>());
      if (entry.is_object() && entry.contains("id")) children.push_back(entry["id"].get<std::string>());
    }
  }
  const json keyed = path.ends_with("/map/active")        ? body["map"]
                     : path.ends_with("/map/activations") ? body
                                                          : json::object();
  for (const auto& [key, value] : keyed.items()) children.push_back(key);
  return children;
}

/// Follows all listings from the root.
void check_all(const NodeUnderTest& node, const std::filesystem::path& schemas) {
  std::deque<std::string> paths{"/x-nmos"};
  std::set<std::string> used;
  while (!paths.empty()) {
    std::string path = paths.front();
    paths.pop_front();
    if (path.ends_with('/')) path.pop_back();
    const SchemaOfPath* schema = schema_of(path);
    ASSERT_NE(schema, nullptr) << path << " is not listed in this test";
    used.insert(schema->path);
    const Reply reply = node.get(path);
    const bool is_bulk = path.ends_with("/bulk/senders") || path.ends_with("/bulk/receivers");
    EXPECT_EQ(reply.status, is_bulk ? 405 : 200) << path;
    EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*") << path;
    EXPECT_EQ(node.get(path + "/").status, reply.status) << path;
    EXPECT_EQ(node.ask("HEAD", path).status, reply.status) << path;
    EXPECT_EQ(node.ask("OPTIONS", path).status, 200) << path;
    if (schema->schema != nullptr) {
      EXPECT_EQ(reply.response.content_type, "application/json") << path;
      EXPECT_EQ(schema_faults(schemas / schema->schema, reply.body), "") << path << "\n" << reply.body.dump(1);
    }
    for (const std::string& child : children_of(path, reply.body)) paths.push_back(path + "/" + child);
  }
  EXPECT_EQ(used.size(), kSchemas.size()) << "paths of this test that the node does not list";
}

TEST(PublishedSchemas, AreFollowedByEveryGet) {
  CW_REQUIRE_SCHEMAS(schemas);
  NodeUnderTest node;
  const json later{{"mode", "activate_scheduled_relative"}, {"requested_time", "10:0"}};
  ASSERT_EQ(node.patch(node.sender_path("cam1-video") + "/staged", {{"activation", later}}).status, 202);
  ASSERT_EQ(
      node.patch(node.receiver_path("in1-audio") + "/staged", {{"activation", kNow}, {"master_enable", true}}).status,
      200);
  const json action{{"programme", {{"0", {{"input", "free"}, {"channel_index", 3}}}}}};
  ASSERT_EQ(node.post(node.mapping_root + "/map/activations", {{"activation", later}, {"action", action}}).status, 202);
  check_all(node, schemas);
}

TEST(PublishedSchemas, AreFollowedByRepliesThatChangeSomething) {
  CW_REQUIRE_SCHEMAS(schemas);
  NodeUnderTest node;
  const auto faults = [&](const char* schema, const json& body) { return schema_faults(schemas / schema, body); };
  const std::string sender = node.sender_path("cam1-video");
  EXPECT_EQ(faults("is-05/APIs/schemas/sender-response-schema.json",
                   node.patch(sender + "/staged", {{"activation", kNow}}).body),
            "");
  EXPECT_EQ(faults("is-05/APIs/schemas/error.json", node.patch(sender + "/staged", {{"bad", "data"}}).body), "");
  const json bulk = json::array({{{"id", node.ids.sender("cam1-video")}, {"params", {{"master_enable", false}}}},
                                 {{"id", node.ids.sender("none")}, {"params", json::object()}}});
  EXPECT_EQ(faults("is-05/APIs/schemas/bulk-response-schema.json",
                   node.post(node.connection_root + "/bulk/senders", bulk).body),
            "");
  const json action{{"programme", {{"0", {{"input", nullptr}, {"channel_index", nullptr}}}}}};
  EXPECT_EQ(faults("is-08/APIs/schemas/map-activations-post-response-schema.json",
                   node.post(node.mapping_root + "/map/activations", {{"activation", kNow}, {"action", action}}).body),
            "");
  EXPECT_EQ(faults("is-04/APIs/schemas/error.json", node.get("/x-nmos/node/v1.3/nothing").body), "");
}

TEST(PublishedSchemas, FindWhatDoesNotFollow) {
  CW_REQUIRE_SCHEMAS(schemas);
  EXPECT_NE(schema_faults(schemas / "is-04/APIs/schemas/node.json", {{"id", "x"}}), "");
}

}  // namespace
}  // namespace cw::nmos::test
