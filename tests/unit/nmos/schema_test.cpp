// Every path and method of a node that has everything, against the published RAML and schemas.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/schemas.h"
#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/raml.h"
#include "tests/unit/nmos/schema_check.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

constexpr const char* kErrorSchema = "is-04/APIs/schemas/error.json";  // the same in all of them

struct PublishedApi {
  const char* raml;
  const char* root;
};

/// Names below a path: entries of a listing, ids of resources, keys of the maps of IS-08.
std::vector<std::string> children_of(const std::string& path, const json& body) {
  std::vector<std::string> children;
  if (body.is_array()) {
    for (const json& entry : body) {
      if (entry.is_string()) children.push_back(entry.get<std::string>().substr(0, entry.get<std::string>().find('/')));
      if (entry.is_object() && entry.contains("id")) children.push_back(entry["id"].get<std::string>());
    }
  }
  const json keyed = path.ends_with("/map/active")        ? body["map"]
                     : path.ends_with("/map/activations") ? body
                                                          : json::object();
  for (const auto& [key, value] : keyed.items()) children.push_back(key);
  return children;
}

/// Asks a node by all methods at every path that the RAML of an API has, for every id that the node lists.
class RamlWalk {
 public:
  RamlWalk(const NodeUnderTest& node, const std::filesystem::path& schemas, const PublishedApi& api)
      : node_(node), error_schema_(schemas / kErrorSchema), api_(api), paths_(read_raml(schemas / api.raml)) {
    EXPECT_GT(paths_.size(), 10U) << api.raml << " is not read";
  }

  void run() {
    for (const RamlPath& path : paths_) {
      size_t found = 0;
      for (const std::string& concrete : concrete_paths(path.path)) {
        check(path, concrete);
        ++found;
      }
      EXPECT_GT(found, 0U) << "the node shows nothing at " << path.path;
    }
  }

 private:
  /// With each name that the node lists in place of braces.
  std::vector<std::string> concrete_paths(const std::string& pattern) const {
    std::vector<std::string> known{api_.root};
    for (size_t at = 0; at < pattern.size();) {
      const size_t end = std::min(pattern.find('/', at + 1), pattern.size());
      const std::string segment = pattern.substr(at + 1, end - at - 1);
      std::vector<std::string> longer;
      for (const std::string& path : known) {
        const bool is_open = segment.starts_with('{');
        for (const std::string& name : is_open ? children_of(path, node_.get(path).body) : std::vector{segment}) {
          longer.push_back(path + "/" + name);
        }
      }
      known = std::move(longer);
      at = end;
    }
    return known;
  }

  void check(const RamlPath& path, const std::string& concrete) const {
    SCOPED_TRACE(concrete);
    // IS-05 v1.0 is v1.1 without it.
    if (concrete.starts_with("/x-nmos/connection/v1.0/") && path.path.ends_with("/transporttype")) {
      EXPECT_EQ(node_.get(concrete).status, 404);
      return;
    }
    check_get(path, concrete);
    check_options(path, concrete);
    for (const char* method : {"PUT", "POST", "PATCH", "DELETE"}) {
      const auto published = path.methods.find(method);
      published == path.methods.end() ? check_not_allowed(method, concrete)
                                      : check_bad_request(method, published->second, concrete);
    }
  }

  void check_get(const RamlPath& path, const std::string& concrete) const {
    const auto published = path.methods.find("GET");
    if (published == path.methods.end() || published->second.statuses.contains(405)) {
      check_not_allowed("GET", concrete);
      check_not_allowed("HEAD", concrete);
      return;
    }
    const Reply reply = node_.get(concrete);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(node_.get(concrete + "/").response.body, reply.response.body);
    const Reply head = node_.ask("HEAD", concrete);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(header_of(head.response, "Access-Control-Allow-Origin"), "*");
    check_listing(path, reply.body);
    const bool has_fewer_children = concrete.starts_with("/x-nmos/connection/v1.0/") && path.path.ends_with("Id}");
    if (published->second.schema.empty() || has_fewer_children) return;
    EXPECT_EQ(reply.response.content_type, "application/json");
    EXPECT_EQ(schema_faults(published->second.schema, reply.body), "") << reply.body.dump(1);
  }

  /// What a listing names has to be in the RAML, too.
  void check_listing(const RamlPath& path, const json& body) const {
    if (!body.is_array()) return;
    for (const json& entry : body) {
      if (!entry.is_string()) continue;
      const std::string below =
          path.path + "/" + entry.get<std::string>().substr(0, entry.get<std::string>().find('/'));
      EXPECT_TRUE(std::ranges::any_of(paths_, [&](const RamlPath& known) {
        return known.path == below || known.path.starts_with(path.path + "/{");
      })) << below;
    }
  }

  void check_options(const RamlPath& path, const std::string& concrete) const {
    const Reply reply = node_.ask("OPTIONS", concrete);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
    EXPECT_NE(header_of(reply.response, "Access-Control-Allow-Headers").find("Content-Type"), std::string::npos);
    const std::string allowed = header_of(reply.response, "Access-Control-Allow-Methods");
    for (const auto& [name, method] : path.methods) {
      EXPECT_EQ(allowed.find(name) != std::string::npos, !method.statuses.contains(405)) << name << " in " << allowed;
    }
  }

  void check_not_allowed(const char* method, const std::string& concrete) const {
    const Reply reply = node_.ask(method, concrete, "{}");
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(header_of(reply.response, "Allow").find(method), std::string::npos) << method;
    EXPECT_NE(header_of(reply.response, "Allow"), "") << method;
    check_error(reply);
  }

  /// A body that is none; DELETE has none and is done.
  void check_bad_request(const char* method, const RamlMethod& published, const std::string& concrete) const {
    const Reply reply = node_.ask(method, concrete, "{");
    EXPECT_TRUE(published.statuses.contains(reply.status)) << method << " answers " << reply.status;
    EXPECT_EQ(reply.status < 400, reply.status == 204) << method;
    if (reply.status >= 400) check_error(reply);
  }

  void check_error(const Reply& reply) const {
    EXPECT_EQ(schema_faults(error_schema_, reply.body), "") << reply.body;
    EXPECT_EQ(reply.body.value("code", 0), reply.status);
    EXPECT_EQ(header_of(reply.response, "Access-Control-Allow-Origin"), "*");
  }

  const NodeUnderTest& node_;
  std::filesystem::path error_schema_;
  PublishedApi api_;
  std::vector<RamlPath> paths_;
};

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
  for (const PublishedApi& api : {PublishedApi{"is-04/APIs/NodeAPI.raml", "/x-nmos/node/v1.3"},
                                  PublishedApi{"is-04/APIs/NodeAPI.raml", "/x-nmos/node/v1.2"},
                                  PublishedApi{"is-05/APIs/ConnectionAPI.raml", "/x-nmos/connection/v1.1"},
                                  PublishedApi{"is-05/APIs/ConnectionAPI.raml", "/x-nmos/connection/v1.0"},
                                  PublishedApi{"is-08/APIs/ChannelMappingAPI.raml", "/x-nmos/channelmapping/v1.0"}}) {
    RamlWalk(node, schemas, api).run();
  }
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
