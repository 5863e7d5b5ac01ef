#include "nmos/discovery/api_endpoint.h"

#include <gmock/gmock.h>

#include <array>
#include <set>

namespace cw::nmos {
namespace {

using testing::ElementsAre;

constexpr std::array<std::string_view, 2> kVersions{"v1.3", "v1.2"};

ApiWanted registries(uint64_t seed = 0) { return {.name = "registration", .versions = kVersions, .seed = seed}; }

Service registry(std::string address, std::string priority = "0", std::string versions = "v1.3") {
  return {.instance = "reg " + address,
          .domain = "local",
          .host = "reg.local",
          .addresses = {std::move(address)},
          .port = 80,
          .txt = {{"api_proto", "http"},
                  {"api_ver", std::move(versions)},
                  {"api_auth", "false"},
                  {"pri", std::move(priority)}}};
}

std::vector<std::string> urls(const std::vector<Service>& services, uint64_t seed = 0) {
  std::vector<std::string> result;
  for (const ApiEndpoint& endpoint : usable_endpoints(services, registries(seed))) result.push_back(endpoint.url);
  return result;
}

TEST(UsableEndpoints, TheLowestPriorityNumberComesFirst) {
  EXPECT_THAT(urls({registry("10.0.0.3", "100"), registry("10.0.0.2", "10"), registry("10.0.0.1", "0")}),
              ElementsAre("http://10.0.0.1/x-nmos/registration/v1.3", "http://10.0.0.2/x-nmos/registration/v1.3",
                          "http://10.0.0.3/x-nmos/registration/v1.3"));
}

TEST(UsableEndpoints, APriorityThatIsNoneComesLast) {
  for (const char* priority : {"", "-1", "first", "1x", "99999999999"}) {
    EXPECT_EQ(urls({registry("10.0.0.3", priority), registry("10.0.0.2", "200")}).front(),
              "http://10.0.0.2/x-nmos/registration/v1.3");
  }
}

TEST(UsableEndpoints, AHigherVersionGoesBeforeAPriority) {
  EXPECT_THAT(urls({registry("10.0.0.1", "0", "v1.1,v1.2"), registry("10.0.0.2", "50", "v1.2, v1.3")}),
              ElementsAre("http://10.0.0.2/x-nmos/registration/v1.3", "http://10.0.0.1/x-nmos/registration/v1.2"));
}

TEST(UsableEndpoints, LeavesOutWhatThisNodeCannotSpeakTo) {
  Service secure = registry("10.0.0.1");
  secure.txt["api_proto"] = "https";
  Service odd = registry("10.0.0.2");
  odd.txt["api_proto"] = "invalid";
  Service authorized = registry("10.0.0.3");
  authorized.txt["api_auth"] = "true";
  Service without_port = registry("10.0.0.4");
  without_port.port = 0;
  Service without_address = registry("10.0.0.5");
  without_address.addresses.clear();
  Service without_version = registry("10.0.0.6");
  without_version.txt.erase("api_ver");
  EXPECT_THAT(urls({secure, odd, authorized, without_port, without_address, without_version,
                    registry("10.0.0.7", "0", "v9.0"), registry("10.0.0.8", "0", "v1.30")}),
              ElementsAre());
}

TEST(UsableEndpoints, ToleratesTheRecordsOfSimpleServers) {
  Service sparse = registry("10.0.0.1");
  sparse.txt.erase("api_auth");
  sparse.txt.erase("api_proto");
  EXPECT_EQ(urls({sparse}).size(), 1U);
}

TEST(UsableEndpoints, EachApiOnceThoughFoundTwice) {
  EXPECT_EQ(urls({registry("10.0.0.1", "5"), registry("10.0.0.1", "0")}).size(), 1U);
}

TEST(UsableEndpoints, EqualsAreInAnotherOrderForAnotherNode) {
  const std::vector<Service> services{registry("10.0.0.1"), registry("10.0.0.2"), registry("10.0.0.3")};
  std::set<std::string> firsts;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    firsts.insert(urls(services, seed).front());
    EXPECT_EQ(urls(services, seed), urls(services, seed));
  }
  EXPECT_EQ(firsts.size(), 3U);
}

TEST(FixedEndpoint, TakesABaseUrlOrAWholePath) {
  EXPECT_EQ(fixed_endpoint("http://reg:8010", registries())->url, "http://reg:8010/x-nmos/registration/v1.3");
  EXPECT_EQ(fixed_endpoint("http://reg:8010/", registries())->version, "v1.3");
  const auto old = fixed_endpoint("http://reg:8010/x-nmos/registration/v1.2/", registries());
  ASSERT_TRUE(old);
  EXPECT_EQ(old->version, "v1.2");
  EXPECT_EQ(old->url, "http://reg:8010/x-nmos/registration/v1.2");
}

TEST(FixedEndpoint, SaysWhatIsAllowed) {
  for (const char* url :
       {"https://reg", "reg:8010", "http://reg/x-nmos/registration/v1.0", "http://reg/x-nmos/query/v1.3"}) {
    const auto result = fixed_endpoint(url, registries());
    ASSERT_FALSE(result) << url;
    EXPECT_THAT(result.error().message, testing::HasSubstr("allowed is http://HOST:PORT"));
  }
}

}  // namespace
}  // namespace cw::nmos
