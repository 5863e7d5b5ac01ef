// Requests that no good controller sends: each gets the right status and an error in the words of NMOS, and changes nothing.
#include <gtest/gtest.h>

#include "tests/unit/nmos/api_client.h"
#include "tests/unit/nmos/connection_api/sdp_texts.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

struct Place {
  std::string method;
  std::string path;
};

class BadInput : public ::testing::Test {
 public:
  /// All that a request could have changed.
  json state() const {
    json all{{"calls", node.equipment.calls}, {"sequence", node.node->store().sequence()}};
    for (const std::string& path : {sender, receiver}) {
      for (const char* part : {"/staged", "/active"}) all[path + part] = node.get(path + part).body;
    }
    for (const char* part : {"/map/active", "/map/activations"}) all[part] = node.get(node.mapping_root + part).body;
    return all;
  }
  void expect_refused(const Reply& reply, int status, const std::string& what) const {
    EXPECT_EQ(reply.status, status) << what;
    EXPECT_EQ(reply.body.value("code", 0), status) << what;
    EXPECT_TRUE(reply.body.contains("error") && reply.body["error"].is_string()) << what;
    EXPECT_EQ(state(), before) << what;
  }
  void expect_refused(const Place& place, const std::string& body) const {
    expect_refused(node.ask(place.method, place.path, body), 400, place.path + " " + body.substr(0, 200));
  }
  /// A PATCH of /staged with one leg's parameter, as JSON text.
  void expect_refused(const std::string& path, const std::string& parameter, const std::string& value) const {
    expect_refused({"PATCH", path + "/staged"}, R"({"transport_params": [{")" + parameter + "\": " + value + "}, {}]}");
  }

  NodeUnderTest node{rich_node(), [](const std::string&) -> Expected<std::string> { return video_sdp(); }};
  const std::string sender = node.sender_path("cam1-video");
  const std::string receiver = node.receiver_path("in1-video");
  const Place target{"PUT", "/x-nmos/node/v1.3/receivers/" + node.ids.receiver("in1-video") + "/target"};
  const Place map{"POST", node.mapping_root + "/map/activations"};
  const std::vector<Place> bodies{{"PATCH", sender + "/staged"},
                                  {"PATCH", receiver + "/staged"},
                                  {"POST", node.connection_root + "/bulk/senders"},
                                  {"POST", node.connection_root + "/bulk/receivers"},
                                  map,
                                  target};
  const json before = state();
};

TEST_F(BadInput, WhatIsNoJson) {
  for (const Place& place : bodies) {
    for (const std::string& body :
         {std::string(), std::string(" "), std::string("{"), std::string("{} {}"), std::string("\0", 1),
          std::string("\xEF\xBB"), std::string("{\"master_enable\": \"\xFF\"}"), std::string("{\"\xC0\x80\": 1}"),
          std::string("{'master_enable': true}"), std::string("{\"master_enable\": NaN}"), std::string("<html></html>"),
          std::string("{\"activation\":") + std::string(100'000, '['), std::string(1'000'000, '{')}) {
      expect_refused(place, body);
    }
  }
}

TEST_F(BadInput, JsonOfAnotherShape) {
  for (const Place& place : bodies) {
    for (const char* body : {"null", "1", "true", "\"x\"", "[1]", "[null]", R"({"x": {}})"})
      expect_refused(place, body);
  }
  for (const char* body : {R"({"activation": [], "action": {}})", R"({"activation": {"mode": "activate_immediate"}})",
                           R"({"activation": {"mode": null}, "action": {"programme": {}}})",
                           R"({"activation": {"mode": "activate_immediate"}, "action": {"programme": {"0": null}}})",
                           R"({"activation": {"mode": "activate_immediate"}, "action": {"programme": {"-1": {}}}})"}) {
    expect_refused(map, body);
  }
}

TEST_F(BadInput, ParametersOfTheWrongTypeOrOutOfRange) {
  for (const std::string& path : {sender, receiver}) {
    for (const char* value : {"0", "-1", "65536", "9223372036854775808", "18446744073709556616", "1e99", "5004.5",
                              "\"5004\"", "true", "null", "[]", "{}"}) {
      expect_refused(path, "destination_port", value);
    }
    for (const char* value : {"\"true\"", "1", "null", "\"auto\""}) expect_refused(path, "rtp_enabled", value);
    for (const char* value : {"1", "\"\"", "\"1.2.3\"", "\"256.1.1.1\"", "\"::1\"", "\"239.1.1.1 \"", "[]"}) {
      expect_refused(path, path == sender ? "destination_ip" : "multicast_ip", value);
    }
    expect_refused(path, "source_ip", "\"0.0.0.0\"");
    expect_refused(path, "ext_colour", "\"red\"");
  }
  expect_refused(receiver, "interface_ip", "\"203.0.113.77\"");
  expect_refused(sender, "source_ip", "\"203.0.113.77\"");
}

TEST_F(BadInput, MembersThatNobodyKnows) {
  const std::string id = node.ids.sender("cam1-video");
  expect_refused({"PATCH", sender + "/staged"}, R"({"master_enable": false, "more": 1})");
  expect_refused({"PATCH", sender + "/staged"}, R"({"activation": {"mode": "activate_immediate", "more": 1}})");
  expect_refused({"PATCH", sender + "/staged"}, R"({"transport_params": [{}, {}, {}]})");
  expect_refused(bodies[2], R"([{"id": ")" + id + R"(", "params": {}, "more": 1}])");
  expect_refused(bodies[2],
                 R"([{"id": ")" + id + R"(", "params": {"master_enable": false}}, {"id": 1, "params": {}}])");
}

TEST_F(BadInput, TimesThatCannotBe) {
  const std::vector<std::string> times{"7258118437:0",  // the year 2200
                                       "-5:0",
                                       "5:-1",
                                       "+5:0",
                                       " 5:0",
                                       "5:0 ",
                                       "5",
                                       "5:",
                                       ":5",
                                       "5:0:0",
                                       "0x5:0",
                                       "5e0:0",
                                       "5.0:0",
                                       "9223372036854775807:0",
                                       "18446744073709551615:999999999",
                                       "0:99999999999999999999",
                                       std::string(10'000, '9') + ":0"};
  for (const char* mode : {"activate_scheduled_absolute", "activate_scheduled_relative"}) {
    for (const std::string& time : times) {
      const json activation{{"mode", mode}, {"requested_time", time}};
      const json action{{"programme", {{"0", {{"input", "free"}, {"channel_index", 3}}}}}};
      expect_refused({"PATCH", sender + "/staged"}, json{{"activation", activation}}.dump());
      expect_refused(map, json{{"activation", activation}, {"action", action}}.dump());
    }
  }
  EXPECT_EQ(node.node->poll(node.equipment.time + std::chrono::hours(24 * 365)), std::nullopt) << "nothing is planned";
  EXPECT_EQ(node.patch(sender + "/staged", json::object()).status, 200) << "nothing is locked";
}

TEST_F(BadInput, TransportFilesThatAReceiverCannotTake) {
  for (const std::string& sdp :
       {std::string(), std::string("v=0\r\n"), std::string("<html>404</html>"), audio_sdp(), std::string("\0\1\2", 3),
        std::string(500'000, 'a'), video_sdp("999.1.1.1"), video_sdp("203.0.113.77"), video_sdp("232.40.50.7", 0)}) {
    const json file{{"data", sdp}, {"type", "application/sdp"}};
    expect_refused({"PATCH", receiver + "/staged"}, json{{"transport_file", file}, {"activation", kNow}}.dump());
  }
}

TEST_F(BadInput, PathsThatLeadNowhere) {
  const std::string unknown = node.ids.sender("none");
  std::string in_capitals = node.ids.sender("cam1-video");
  std::ranges::transform(in_capitals, in_capitals.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  for (const std::string& id : {unknown, in_capitals, node.ids.receiver("in1-video"), std::string("x"),
                                std::string(5000, 'x'), std::string("\xFF\xFE"), std::string("..")}) {
    const std::string path = node.connection_root + "/single/senders/" + id;
    for (const char* part : {"", "/constraints", "/staged", "/active", "/transportfile", "/transporttype"}) {
      expect_refused(node.get(path + part), 404, path + part);
    }
    expect_refused(node.patch(path + "/staged", json::object()), 404, path);
    for (const char* list : {"sources", "flows", "devices", "senders", "receivers"}) {
      const std::string resource = std::string("/x-nmos/node/v1.3/") + list + "/" + id;
      if (id != node.ids.receiver("in1-video")) expect_refused(node.get(resource), 404, resource);
    }
    expect_refused(node.get(node.mapping_root + "/inputs/" + id + "/caps"), 404, id);
    expect_refused(node.ask("DELETE", node.mapping_root + "/map/activations/" + id), 404, id);
  }
  for (const char* path : {"", "/", "/x-nmos/query", "/x-nmos/node/v9.9", "/x-nmos/node/v1.3/self/more"}) {
    expect_refused(node.get(path), 404, path);
  }
}

TEST_F(BadInput, MethodsThatNobodyKnows) {
  for (const char* method : {"TRACE", "CONNECT", "get", "", "PROPFIND"}) {
    expect_refused(node.ask(method, sender + "/staged"), 405, method);
  }
}

TEST(Repetition, OfTwoValuesForOneKeyTheLastCounts) {
  const NodeUnderTest node;
  const std::string staged = node.sender_path("cam1-video") + "/staged";
  const Reply reply = node.ask("PATCH", staged, R"({"master_enable": "no", "master_enable": false})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body["master_enable"], false);
}

TEST(Repetition, AnImmediateActivationMayComeTwice) {
  NodeUnderTest node;
  const std::string staged = node.sender_path("cam1-video") + "/staged";
  for (const int second : {0, 1}) {
    node.equipment.time = TaiTime::from_ns((1'700'000'000 + second) * kNsPerSecond);
    const Reply reply = node.patch(staged, {{"activation", kNow}});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body["activation"]["activation_time"], "170000000" + std::to_string(second) + ":0");
  }
  EXPECT_EQ(node.equipment.calls, 2);
}

TEST(Repetition, TheFirstOfTwoScheduledActivationsHolds) {
  NodeUnderTest node;
  const std::string sender = node.sender_path("cam1-video");
  const auto in = [](const char* time) {
    return json{{"mode", "activate_scheduled_relative"}, {"requested_time", time}};
  };
  EXPECT_EQ(node.patch(sender + "/staged", {{"master_enable", false}, {"activation", in("2:0")}}).status, 202);
  EXPECT_EQ(node.patch(sender + "/staged", {{"master_enable", true}, {"activation", in("1:0")}}).status, 423);
  node.equipment.time += std::chrono::seconds(2);
  node.node->poll(node.equipment.time);
  node.node->poll(node.equipment.time);
  EXPECT_EQ(node.equipment.calls, 1);
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], false);
}

TEST(Repetition, WhatABulkRequestNamesTwiceIsTakenOnce) {
  NodeUnderTest node;
  const std::string id = node.ids.sender("cam1-video");
  const json later{{"mode", "activate_scheduled_relative"}, {"requested_time", "1:0"}};
  const json items = json::array({{{"id", id}, {"params", {{"master_enable", false}, {"activation", kNow}}}},
                                  {{"id", id}, {"params", {{"master_enable", true}, {"activation", later}}}}});
  const json reply = node.post(node.connection_root + "/bulk/senders", items).body;
  EXPECT_EQ(reply[0]["code"], 200);
  EXPECT_EQ(reply[1]["code"], 400);
  EXPECT_EQ(node.equipment.calls, 1);
  EXPECT_EQ(node.get(node.sender_path("cam1-video") + "/active").body["master_enable"], false);
}

}  // namespace
}  // namespace cw::nmos::test
