#include "nmos/system_api/system_agent.h"

#include <gmock/gmock.h>

namespace cw::nmos {
namespace {

using namespace std::chrono_literals;

ApiEndpoint api(const std::string& host) {
  return {.url = "http://" + host + "/x-nmos/system/v1.0", .version = "v1.0", .priority = 0};
}

HttpResult configuration(int domain, std::string cache_control = {}) {
  HttpResponse response{.status = 200, .headers = {}, .body = {}};
  response.body =
      R"({"id":"i","version":"1:0","is04":{"heartbeat_interval":8},"ptp":{"announce_receipt_timeout":2,"domain_number":)" +
      std::to_string(domain) + "}}";
  if (!cache_control.empty()) response.headers.emplace_back("cache-control", std::move(cache_control));
  return response;
}

class SystemAgentTest : public testing::Test {
 public:
  /// The URL that is asked now, if any.
  std::string asked() {
    const auto request = sut.next(now);
    return request ? request->method + " " + request->url : "";
  }
  void settle(const std::vector<ApiEndpoint>& apis) {
    sut.set_apis(apis, now);
    now += 1s;
  }

  std::vector<GlobalConfiguration> followed;
  SystemAgent sut{[this](const GlobalConfiguration& configuration) { followed.push_back(configuration); }};
  Instant now = Instant(1h);
};

TEST_F(SystemAgentTest, AsksTheBestOneOnce) {
  EXPECT_EQ(asked(), "");
  EXPECT_EQ(sut.due(), Instant::max());
  settle({api("a"), api("b")});
  EXPECT_EQ(asked(), "GET http://a/x-nmos/system/v1.0/global");
  sut.answered(now, configuration(57));
  EXPECT_EQ(asked(), "");
  ASSERT_EQ(followed.size(), 1U);
  EXPECT_EQ(followed[0].parameters.ptp_domain, 57);
  EXPECT_EQ(sut.status().api, "http://a/x-nmos/system/v1.0");
}

TEST_F(SystemAgentTest, WaitsAMomentForABetterOne) {
  sut.set_apis({api("b")}, now);
  EXPECT_EQ(asked(), "");
  now += 500ms;
  sut.set_apis({api("a"), api("b")}, now);
  now += 500ms;
  EXPECT_EQ(asked(), "GET http://a/x-nmos/system/v1.0/global");
}

TEST_F(SystemAgentTest, GoesOnToTheNextAndThenBacksOff) {
  settle({api("a"), api("b")});
  (void)asked();
  sut.answered(now, host_error("no answer in time"));
  EXPECT_EQ(asked(), "GET http://b/x-nmos/system/v1.0/global");
  sut.answered(now, HttpResponse{.status = 500, .headers = {}, .body = {}});
  EXPECT_EQ(asked(), "");
  EXPECT_EQ(sut.due(), now + 1s);
  now += 1s;
  EXPECT_EQ(asked(), "GET http://a/x-nmos/system/v1.0/global");
  EXPECT_EQ(sut.status().failures, 2U);
}

TEST_F(SystemAgentTest, RubbishIsAFailureAndIsNotFollowed) {
  settle({api("a")});
  (void)asked();
  sut.answered(now, HttpResponse{.status = 200, .headers = {}, .body = "{}"});
  EXPECT_TRUE(followed.empty());
  EXPECT_THAT(sut.status().last_error, testing::HasSubstr("id"));
}

TEST_F(SystemAgentTest, AsksAgainAfterFiveMinutesOrWhenTheServerSays) {
  settle({api("a")});
  (void)asked();
  sut.answered(now, configuration(1));
  EXPECT_EQ(sut.due(), now + 300s);
  now += 300s;
  (void)asked();
  sut.answered(now, configuration(1, "public, max-age=30"));
  EXPECT_EQ(sut.due(), now + 30s);
  now += 30s;
  (void)asked();
  sut.answered(now, configuration(1, "max-age=0"));
  EXPECT_EQ(sut.due(), now + 10s) << "it does not hammer";
  EXPECT_EQ(followed.size(), 1U) << "what stays the same is followed once";
}

TEST_F(SystemAgentTest, AChangeIsFollowed) {
  settle({api("a")});
  (void)asked();
  sut.answered(now, configuration(1));
  now += 300s;
  (void)asked();
  sut.answered(now, configuration(2));
  ASSERT_EQ(followed.size(), 2U);
  EXPECT_EQ(followed[1].parameters.ptp_domain, 2);
}

TEST_F(SystemAgentTest, ABetterOneAndOneThatComesBackAreAskedSoon) {
  settle({api("b")});
  (void)asked();
  sut.answered(now, configuration(1));
  settle({api("a"), api("b")});
  EXPECT_EQ(asked(), "GET http://a/x-nmos/system/v1.0/global");
  sut.answered(now, configuration(1));
  sut.set_apis({}, now);
  EXPECT_EQ(sut.due(), Instant::max());
  settle({api("a")});
  EXPECT_EQ(asked(), "GET http://a/x-nmos/system/v1.0/global");
}

}  // namespace
}  // namespace cw::nmos
