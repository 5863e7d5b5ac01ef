#include "nmos/registration/registration_agent.h"

#include <gmock/gmock.h>

#include "tests/unit/nmos/registration/registration_bench.h"

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;
using test::FakeRegistry;
using test::RegistrationBench;
using testing::ElementsAre;

class RegistrationAgentTest : public testing::Test {
 public:
  void register_at_a() {
    bench.show({"a"});
    bench.run_for(1200ms);
    ASSERT_EQ(bench.state(), RegistrationState::kRegistered);
    a.log.clear();
  }

  RegistrationBench bench;
  FakeRegistry& a = bench.registry("a");
};

TEST_F(RegistrationAgentTest, RegistersFromTheNodeDownwards) {
  bench.show({"a"});
  bench.run_for(2s);
  EXPECT_THAT(a.log, ElementsAre("POST node n", "POST device d", "POST source so", "POST flow f", "POST sender se",
                                 "POST receiver r"));
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
  EXPECT_EQ(bench.sut.status().registry, "http://a/x-nmos/registration/v1.3");
  EXPECT_EQ(bench.sut.status().pending, 0U);
}

TEST_F(RegistrationAgentTest, SendsTheResourcesAsTheNodeShowsThem) {
  register_at_a();
  EXPECT_EQ(a.data["sender se"], bench.store.find(ResourceType::kSender, "se")->data);
}

TEST_F(RegistrationAgentTest, WaitsAMomentForABetterRegistryToComeToLight) {
  bench.show({"b"});
  bench.run_for(500ms);
  bench.show({"a", "b"});
  bench.run_for(2s);
  EXPECT_TRUE(bench.registry("b").log.empty());
  EXPECT_EQ(a.count("POST node n"), 1U);
}

TEST_F(RegistrationAgentTest, HasNothingToDoWithoutRegistryOrNode) {
  EXPECT_FALSE(bench.sut.next(bench.now));
  EXPECT_EQ(bench.sut.due(), Instant::max());
  bench.store.remove(ResourceType::kNode, "n");
  bench.show({"a"});
  bench.run_for(3s);
  EXPECT_TRUE(a.log.empty());
  EXPECT_EQ(bench.sut.due(), Instant::max());
}

TEST_F(RegistrationAgentTest, HeartbeatsComeFiveSecondsApartFromThePostOfTheNodeOn) {
  bench.show({"a"});
  bench.run_for(21s);
  EXPECT_EQ(a.count("heartbeat n"), 3U);
  std::vector<Instant> times;
  for (size_t i = 0; i < a.log.size(); ++i) {
    if (a.log[i] == "heartbeat n" || a.log[i] == "POST node n") times.push_back(bench.sent_at["a"][i]);
  }
  for (size_t i = 1; i < times.size(); ++i) {
    EXPECT_GE(times[i] - times[i - 1], 5s);
    EXPECT_LE(times[i] - times[i - 1], 5100ms);
  }
  EXPECT_EQ(bench.sut.status().heartbeats, 3U);
}

TEST_F(RegistrationAgentTest, AHeartbeatIsEmptyAndAnswersWithinTheInterval) {
  register_at_a();
  bench.run_for(5s);
  const HttpRequest& last = bench.requests.back();
  EXPECT_EQ(last.method, "POST");
  EXPECT_EQ(last.url, "http://a/x-nmos/registration/v1.3/health/nodes/n");
  EXPECT_TRUE(last.body.empty());
  EXPECT_LT(last.limit, 5s);
}

TEST_F(RegistrationAgentTest, FollowsTheHeartbeatIntervalOfTheSystem) {
  register_at_a();
  bench.sut.set_heartbeat_interval(8s);
  bench.run_for(25s);
  EXPECT_EQ(a.count("heartbeat n"), 3U);
}

TEST_F(RegistrationAgentTest, HeartbeatsGoBetweenTheResourcesOfALongRegistration) {
  for (int i = 0; i < 500; ++i) bench.put(ResourceType::kReceiver, "r" + std::to_string(i));
  bench.delay = 50ms;
  bench.show({"a"});
  bench.run_for(30s);
  EXPECT_EQ(bench.sut.status().pending, 0U);
  EXPECT_GE(a.count("heartbeat n"), 5U);
}

TEST_F(RegistrationAgentTest, TellsChangesAtOnce) {
  register_at_a();
  bench.put(ResourceType::kReceiver, "r", "new label");
  bench.put(ResourceType::kReceiver, "r2");
  bench.run_for(50ms);
  EXPECT_THAT(a.log, ElementsAre("POST receiver r", "POST receiver r2"));
  EXPECT_EQ(a.data["receiver r"]["label"], "new label");
}

TEST_F(RegistrationAgentTest, WhatHasGoneGoesFromTheReceiversUpwards) {
  register_at_a();
  bench.store.remove(ResourceType::kSource, "so");
  bench.store.remove(ResourceType::kFlow, "f");
  bench.store.remove(ResourceType::kSender, "se");
  bench.put(ResourceType::kDevice, "d", "without sender");
  bench.run_for(50ms);
  EXPECT_THAT(a.log, ElementsAre("POST device d", "DELETE sender se", "DELETE flow f", "DELETE source so"));
}

TEST_F(RegistrationAgentTest, A404OnAHeartbeatRegistersEverythingAnew) {
  register_at_a();
  a.known.clear();
  bench.run_for(5s);
  EXPECT_THAT(a.log, ElementsAre("heartbeat n", "POST node n", "POST device d", "POST source so", "POST flow f",
                                 "POST sender se", "POST receiver r"));
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
}

TEST_F(RegistrationAgentTest, A200OnTheFirstPostDeletesTheNodeAndPostsItAgain) {
  a.known = {"node n", "device d", "device old"};
  bench.show({"a"});
  bench.run_for(2s);
  EXPECT_THAT(a.log, ElementsAre("POST node n", "DELETE node n", "POST node n", "POST device d", "POST source so",
                                 "POST flow f", "POST sender se", "POST receiver r"));
}

TEST_F(RegistrationAgentTest, ARegistryThatSays200ForEverIsBelieved) {
  a.instead = [](const std::string& entry) -> std::optional<HttpResult> {
    if (entry.starts_with("POST")) return FakeRegistry::status(200);
    return std::nullopt;
  };
  bench.show({"a"});
  bench.run_for(2s);
  EXPECT_EQ(a.count("DELETE node n"), 1U);
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
}

TEST_F(RegistrationAgentTest, ANodeThatHadToBeCreatedAgainBringsItsResources) {
  register_at_a();
  a.known.clear();
  bench.put(ResourceType::kNode, "n", "new label");
  bench.run_for(100ms);
  EXPECT_EQ(a.known.size(), 6U);
}

TEST_F(RegistrationAgentTest, ARefusedResourceIsLeftOutUntilItChanges) {
  a.instead = [](const std::string& entry) -> std::optional<HttpResult> {
    if (entry != "POST flow f") return std::nullopt;
    return HttpResponse{
        .status = 400, .headers = {}, .body = R"({"code":400,"error":"Bad Request","debug":"no colour"})"};
  };
  bench.show({"a"});
  bench.run_for(20s);
  EXPECT_EQ(a.count("POST flow f"), 1U);
  EXPECT_EQ(a.count("POST receiver r"), 1U);
  EXPECT_EQ(bench.sut.status().refused, 1U);
  EXPECT_THAT(bench.sut.status().last_error, testing::HasSubstr("flow f: 400: Bad Request: no colour"));
  bench.put(ResourceType::kFlow, "f", "with colour");
  bench.run_for(100ms);
  EXPECT_EQ(a.count("POST flow f"), 2U);
}

TEST_F(RegistrationAgentTest, AResourceThatIsGoneAlreadyNeedNotBeDeleted) {
  register_at_a();
  a.known.erase("receiver r");
  bench.store.remove(ResourceType::kReceiver, "r");
  bench.run_for(100ms);
  EXPECT_EQ(bench.sut.status().refused, 0U);
  EXPECT_EQ(bench.sut.status().pending, 0U);
}

TEST_F(RegistrationAgentTest, AConflictIsClearedByTheVersionThatTheRegistryNames) {
  bool conflicts = true;
  a.instead = [&](const std::string& entry) -> std::optional<HttpResult> {
    if (entry.starts_with("DELETE")) conflicts = false;
    if (!conflicts || entry != "POST node n") return std::nullopt;
    return HttpResponse{
        .status = 409, .headers = {{"Location", "/x-nmos/registration/v1.2/resource/nodes/n"}}, .body = {}};
  };
  bench.show({"a"});
  bench.run_for(2s);
  EXPECT_EQ(bench.requests[1].method, "DELETE");
  EXPECT_EQ(bench.requests[1].url, "http://a/x-nmos/registration/v1.2/resource/nodes/n");
  EXPECT_EQ(bench.state(), RegistrationState::kRegistered);
}

TEST_F(RegistrationAgentTest, ForAnOlderRegistryResourcesAreMadeToItsMeasure) {
  RegistrationBench old({.downgrade = [](const Resource& resource) -> std::optional<nlohmann::json> {
    if (resource.type == ResourceType::kSender) return std::nullopt;
    nlohmann::json data = resource.data;
    data.erase("label");
    return data;
  }});
  old.show({"a"}, "v1.2");
  old.run_for(2s);
  EXPECT_EQ(old.registry("a").count("POST sender se"), 0U);
  EXPECT_FALSE(old.registry("a").data["receiver r"].contains("label"));
  EXPECT_EQ(old.requests.front().url, "http://a/x-nmos/registration/v1.2/resource");
  EXPECT_EQ(old.sut.status().pending, 0U);
}

TEST_F(RegistrationAgentTest, ATextThatIsNotUtf8GoesAsOneThatIs) {
  register_at_a();
  bench.put(ResourceType::kReceiver, "r", "port \xFF");
  bench.run_for(50ms);
  EXPECT_EQ(a.data["receiver r"]["label"], "port \xEF\xBF\xBD");
}

TEST_F(RegistrationAgentTest, TheFarewellDeletesTheNodeWithinASecond) {
  EXPECT_FALSE(bench.sut.farewell());
  register_at_a();
  const auto farewell = bench.sut.farewell();
  ASSERT_TRUE(farewell);
  EXPECT_EQ(farewell->method, "DELETE");
  EXPECT_EQ(farewell->url, "http://a/x-nmos/registration/v1.3/resource/nodes/n");
  EXPECT_LE(farewell->limit, 1s);
}

}  // namespace
}  // namespace cw::nmos
