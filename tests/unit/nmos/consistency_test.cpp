// What the resources of a node say of each other, over the APIs: the lines of the public conformance suite that no schema covers.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/unit/nmos/api_client.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class Consistency : public ::testing::Test {
 public:
  json all(const std::string& list) const { return node.get("/x-nmos/node/v1.3/" + list).body; }
  json one(const std::string& list, const json& id) const { return all(list + "/" + id.get<std::string>()); }
  static bool has(const json& list, const json& entry) { return std::ranges::find(list, entry) != list.end(); }
  static std::set<json> members(const json& list, const char* key) {
    std::set<json> values;
    for (const json& entry : list) values.insert(entry[key]);
    return values;
  }
  NodeUnderTest node;
  const json self = all("self");
};

TEST_F(Consistency, NoIdentityIsUsedTwice) {
  std::set<json> ids{self["id"]};
  size_t count = 1;
  for (const char* list : {"devices", "sources", "flows", "senders", "receivers"}) {
    for (const json& resource : all(list)) {
      ids.insert(resource["id"]);
      ++count;
    }
  }
  EXPECT_EQ(ids.size(), count);
}

TEST_F(Consistency, EverythingHangsFromWhatExists) {
  const json device = all("devices")[0];
  EXPECT_EQ(device["node_id"], self["id"]);
  for (const char* list : {"senders", "receivers"}) {
    EXPECT_EQ(std::set<json>(device[list].begin(), device[list].end()), members(all(list), "id"));
    for (const json& resource : all(list)) EXPECT_EQ(resource["device_id"], device["id"]);
  }
  for (const json& flow : all("flows")) {
    EXPECT_EQ(one("sources", flow["source_id"])["format"], flow["format"]) << flow;
    for (const json& parent : flow["parents"]) EXPECT_FALSE(one("flows", parent).is_null());
  }
  for (const json& sender : all("senders")) EXPECT_TRUE(one("flows", sender["flow_id"]).contains("id")) << sender;
}

TEST_F(Consistency, ClocksAndInterfacesAreThoseOfTheNode) {
  const std::set<json> clocks = members(self["clocks"], "name");
  const std::set<json> interfaces = members(self["interfaces"], "name");
  EXPECT_EQ(clocks.size(), self["clocks"].size());
  EXPECT_EQ(interfaces.size(), self["interfaces"].size());
  for (const json& source : all("sources")) EXPECT_TRUE(clocks.contains(source["clock_name"])) << source;
  for (const char* list : {"senders", "receivers"}) {
    for (const json& resource : all(list)) {
      EXPECT_FALSE(resource["interface_bindings"].empty()) << resource;
      for (const json& name : resource["interface_bindings"]) EXPECT_TRUE(interfaces.contains(name)) << name;
    }
  }
}

TEST_F(Consistency, AFlowHasAGrainRateThatDividesItsSources) {
  for (const json& source : all("sources")) {
    const bool has_pictures =
        source["format"] == "urn:x-nmos:format:video" || source["format"] == "urn:x-nmos:format:mux";
    EXPECT_TRUE(!has_pictures || source.contains("grain_rate")) << source;
  }
  for (const json& flow : all("flows")) {
    const json source = one("sources", flow["source_id"]);
    if (!flow.contains("grain_rate") || !source.contains("grain_rate")) continue;
    const auto product = [](const json& above, const json& below) {
      return above["numerator"].get<int64_t>() * below.value("denominator", int64_t{1});
    };
    EXPECT_EQ(product(source["grain_rate"], flow["grain_rate"]) % product(flow["grain_rate"], source["grain_rate"]), 0);
  }
}

TEST_F(Consistency, CapabilitiesAreOfRegisteredKindsAndFitTheFormat) {
  const std::regex known(
      "urn:x-nmos:cap:(meta:(label|preference|enabled)|format:(media_type|grain_rate|frame_width|frame_height|"
      "interlace_mode|"
      "colorspace|transfer_characteristic|color_sampling|component_depth|channel_count|sample_rate|sample_depth|event_"
      "type)|"
      "transport:(packet_time|max_packet_time|st2110_21_sender_type))");
  for (const json& receiver : all("receivers")) {
    const json& caps = receiver["caps"];
    ASSERT_FALSE(caps["media_types"].empty());
    EXPECT_LE(caps["version"], receiver["version"]);
    for (const json& set : caps["constraint_sets"]) {
      for (const auto& [urn, constraint] : set.items()) EXPECT_TRUE(std::regex_match(urn, known)) << urn;
      EXPECT_TRUE(set.contains("urn:x-nmos:cap:meta:label"));
      for (const json& type : set["urn:x-nmos:cap:format:media_type"]["enum"])
        EXPECT_TRUE(has(caps["media_types"], type));
      const std::string kind = receiver["format"] == "urn:x-nmos:format:audio" ? "frame_" : "channel_";
      for (const auto& [urn, constraint] : set.items()) EXPECT_EQ(urn.find(kind), std::string::npos) << urn;
    }
  }
}

TEST_F(Consistency, GroupHintsAreWellFormedAndNoRoleIsThereTwice) {
  std::set<json> hints;
  size_t count = 0;
  for (const char* list : {"senders", "receivers"}) {
    for (const json& resource : all(list)) {
      const json& hint = resource["tags"]["urn:x-nmos:tag:grouphint/v1.0"][0];
      EXPECT_TRUE(std::regex_match(hint.get<std::string>(), std::regex("[^:]+:[^:]+(:(device|node))?"))) << hint;
      hints.insert(hint);
      ++count;
    }
  }
  EXPECT_EQ(hints.size(), count);
}

TEST_F(Consistency, TheManifestIsTheTransportFile) {
  for (const json& sender : all("senders")) {
    if (sender["manifest_href"].is_null()) continue;
    const std::string href = sender["manifest_href"].get<std::string>();
    const web::Response manifest = node.get(href.substr(href.find("/x-nmos"))).response;
    EXPECT_EQ(manifest.status, 200) << href;
    EXPECT_EQ(manifest.content_type, "application/sdp");
    const std::string id = sender["id"].get<std::string>();
    EXPECT_EQ(manifest.body, node.get(node.connection_root + "/single/senders/" + id + "/transportfile").response.body);
  }
}

TEST_F(Consistency, ConnectionsAreThoseOfTheNodeApi) {
  for (const char* list : {"senders", "receivers"}) {
    std::set<json> connectable;
    for (const json& resource : all(list)) {
      if (resource["transport"].get<std::string>().starts_with("urn:x-nmos:"))
        connectable.insert(resource["id"].get<std::string>() + "/");
    }
    const json connections = node.get(node.connection_root + "/single/" + list).body;
    EXPECT_EQ(std::set<json>(connections.begin(), connections.end()), connectable);
  }
}

bool is_allowed(const json& constraint, const json& value) {
  if (constraint.contains("enum")) {
    return std::ranges::find(constraint["enum"], value) != constraint["enum"].end();
  }
  if (!constraint.contains("minimum")) return true;
  return value >= constraint["minimum"] && value <= constraint["maximum"];
}

void check_leg(const json& constraints, const json& staged, const json& active) {
  EXPECT_EQ(staged.size(), constraints.size());
  EXPECT_EQ(active.size(), constraints.size());
  for (const auto& [key, constraint] : constraints.items()) {
    ASSERT_TRUE(staged.contains(key) && active.contains(key)) << key;
    EXPECT_TRUE(is_allowed(constraint, staged[key])) << key << " " << staged[key];
  }
}

TEST_F(Consistency, LegsAreTheSameStagedActiveConstrainedAndBound) {
  for (const char* list : {"senders", "receivers"}) {
    for (const json& entry : node.get(node.connection_root + "/single/" + list).body) {
      const std::string id = entry.get<std::string>().substr(0, entry.get<std::string>().find('/'));
      const std::string path = node.connection_root + "/single/" + list + "/" + id;
      const json constraints = node.get(path + "/constraints").body;
      const json staged = node.get(path + "/staged").body["transport_params"];
      const json active = node.get(path + "/active").body["transport_params"];
      EXPECT_EQ(constraints.size(), one(list, id)["interface_bindings"].size());
      ASSERT_EQ(staged.size(), constraints.size());
      ASSERT_EQ(active.size(), constraints.size());
      for (size_t leg = 0; leg < staged.size(); ++leg) check_leg(constraints[leg], staged[leg], active[leg]);
    }
  }
}

TEST_F(Consistency, WhatIsAutoIsResolvedWhereItIsActive) {
  const json sender_leg{
      {"source_ip", "auto"}, {"destination_ip", "auto"}, {"source_port", "auto"}, {"destination_port", "auto"}};
  const json receiver_leg{{"interface_ip", "auto"}, {"destination_port", "auto"}};
  for (const auto& [path, leg] : {std::pair(node.sender_path("cam1-video"), sender_leg),
                                  std::pair(node.receiver_path("in1-video"), receiver_leg)}) {
    const Reply reply = node.patch(path + "/staged", {{"transport_params", {leg, leg}}, {"activation", kNow}});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(node.get(path + "/staged").body["transport_params"][1]["destination_port"], "auto");
    const json active = node.get(path + "/active").body["transport_params"];
    EXPECT_EQ(active.dump().find("auto"), std::string::npos) << active;
  }
}

TEST_F(Consistency, TheChannelMapNamesWhatTheNodeApiHas) {
  const json io = node.get(node.mapping_root + "/io").body;
  for (const json& output : io["outputs"]) {
    EXPECT_TRUE(one("sources", output["source_id"]).contains("id"));
    EXPECT_FALSE(output["channels"].empty());
  }
  for (const json& input : io["inputs"]) {
    EXPECT_TRUE(one("receivers", input["parent"]["id"]).contains("id"));
    EXPECT_FALSE(input["channels"].empty());
  }
}

}  // namespace
}  // namespace cw::nmos::test
