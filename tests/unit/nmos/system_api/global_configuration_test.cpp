#include "nmos/system_api/global_configuration.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace cw::nmos {
namespace {

using Json = nlohmann::json;

Json complete() {
  return Json::parse(
      R"({"id": "3b8be755-08ff-452b-b217-c9151eb21193", "version": "1441700172:318426300", "label": "", "description": "",
    "tags": {}, "is04": {"heartbeat_interval": 8}, "ptp": {"announce_receipt_timeout": 2, "domain_number": 57}})");
}

std::string fault_of(const Json& json) {
  const auto result = parse_global_configuration(json.dump());
  return result ? "" : result.error().message;
}

TEST(GlobalConfiguration, ReadsWhatTheNodeFollows) {
  const auto sut = parse_global_configuration(complete().dump());
  ASSERT_TRUE(sut) << sut.error().message;
  EXPECT_EQ(sut->id, "3b8be755-08ff-452b-b217-c9151eb21193");
  EXPECT_EQ(sut->version, "1441700172:318426300");
  EXPECT_EQ(sut->heartbeat_interval, std::chrono::seconds(8));
  EXPECT_EQ(sut->parameters.ptp_domain, 57);
  EXPECT_EQ(sut->parameters.ptp_announce_timeout, 2);
  EXPECT_EQ(sut->parameters.syslog_host, std::nullopt);
}

TEST(GlobalConfiguration, FollowsTheSyslogThatIsOverUdp) {
  Json json = complete();
  json["syslog"] = {{"hostname", "udp"}};
  json["syslogv2"] = {{"hostname", "tls"}, {"port", 6514}};
  const auto sut = parse_global_configuration(json.dump());
  ASSERT_TRUE(sut) << sut.error().message;
  EXPECT_EQ(sut->parameters.syslog_host, "udp");
  EXPECT_EQ(sut->parameters.syslog_port, 514);
  EXPECT_FALSE(sut->syslog_over_tls_only);
  json["syslog"]["port"] = 3477;
  EXPECT_EQ(parse_global_configuration(json.dump())->parameters.syslog_port, 3477);
}

TEST(GlobalConfiguration, SendsNoDatagramsToASyslogThatIsOverTls) {
  Json json = complete();
  json["syslogv2"] = {{"hostname", "tls"}, {"port", 6514}};
  const auto sut = parse_global_configuration(json.dump());
  ASSERT_TRUE(sut) << sut.error().message;
  EXPECT_EQ(sut->parameters.syslog_host, std::nullopt);
  EXPECT_TRUE(sut->syslog_over_tls_only);
}

TEST(GlobalConfiguration, PassesOverWhatItDoesNotKnow) {
  Json json = complete();
  json["later"] = {{"x", 1}};
  json["syslogv2"] = Json::object();
  EXPECT_TRUE(parse_global_configuration(json.dump()));
}

TEST(GlobalConfiguration, NamesTheMemberThatIsWrong) {
  struct Case {
    const char* pointer;
    Json value;
  };
  for (const Case& wrong :
       {Case{"/is04/heartbeat_interval", 0}, Case{"/is04/heartbeat_interval", 1001},
        Case{"/is04/heartbeat_interval", "5"}, Case{"/ptp/domain_number", 128}, Case{"/ptp/domain_number", -1},
        Case{"/ptp/domain_number", 1.5}, Case{"/ptp/announce_receipt_timeout", 11}, Case{"/syslog/hostname", 7},
        Case{"/syslogv2/hostname", ""}, Case{"/id", std::string(10'000, 'i')}}) {
    Json json = complete();
    json[Json::json_pointer(wrong.pointer)] = wrong.value;
    EXPECT_THAT(fault_of(json), testing::HasSubstr(wrong.pointer + 1)) << wrong.value;
  }
  for (const char* member : {"id", "version", "is04", "ptp"}) {
    Json json = complete();
    json.erase(member);
    EXPECT_THAT(fault_of(json), testing::HasSubstr(member));
  }
}

TEST(GlobalConfiguration, RefusesWhatIsNoObject) {
  for (const char* text : {"", "{", "[]", "null", "\"x\"", "\xff\xff"})
    EXPECT_FALSE(parse_global_configuration(text)) << text;
}

}  // namespace
}  // namespace cw::nmos
