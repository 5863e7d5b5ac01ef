#include "nmos/discovery/unicast_browser.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <future>

namespace cw::nmos {
namespace {

using testing::ElementsAre;

/// A zone in memory. Answers only what is asked, as servers do that add nothing.
class ZoneLookup final : public DnsLookup {
 public:
  Expected<std::vector<DnsRecord>> ask(const DnsName& name, DnsType type, std::stop_token) override {
    ++questions;
    if (!refused.empty() && to_text(name).ends_with(refused)) return host_error("refused");
    if (silent) return host_error("none of the name servers answers");
    std::vector<DnsRecord> found;
    for (const DnsRecord& record : zone) {
      if (record.type == type && same_name(record.owner, name)) found.push_back(record);
    }
    if (adds_everything && !found.empty()) return zone;
    return found;
  }

  DnsRecord& add(const std::string& owner, DnsType type) {
    DnsRecord& record = zone.emplace_back();
    record.owner = dns_name(owner);
    record.type = type;
    record.ttl_s = 120;
    return record;
  }
  void add_registry(const std::string& name, uint32_t address) {
    add("_nmos-register._tcp.example", DnsType::kPtr).target = dns_name(name + "._nmos-register._tcp.example");
    DnsRecord& location = add(name + "._nmos-register._tcp.example", DnsType::kSrv);
    location.target = dns_name(name + ".example");
    location.port = 8010;
    add(name + "._nmos-register._tcp.example", DnsType::kTxt).text = {"api_ver=v1.3", "pri=0"};
    add(name + ".example", DnsType::kA).address = {address};
  }

  std::vector<DnsRecord> zone;
  int questions = 0;
  bool silent = false;
  std::string refused;  ///< domain
  bool adds_everything = false;
};

Expected<UnicastAnswer> browse_example(DnsLookup& lookup) { return browse(lookup, kRegisterService, "example", {}); }

TEST(UnicastBrowse, FollowsPtrSrvTxtAndAddress) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 0x0A000001);
  const auto answer = browse_example(lookup);
  ASSERT_TRUE(answer);
  const Service wanted{.instance = "reg1",
                       .domain = "example",
                       .host = "reg1.example",
                       .addresses = {"10.0.0.1"},
                       .port = 8010,
                       .txt = {{"api_ver", "v1.3"}, {"pri", "0"}}};
  EXPECT_THAT(answer->services, ElementsAre(wanted));
  EXPECT_EQ(answer->ttl_s, 120U);
}

TEST(UnicastBrowse, AsksNothingThatCameAlong) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.add_registry("reg2", 2);
  lookup.adds_everything = true;
  EXPECT_EQ(browse_example(lookup)->services.size(), 2U);
  EXPECT_EQ(lookup.questions, 1);
}

TEST(UnicastBrowse, TheOrderOfRecordsMakesNoDifference) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.add_registry("reg2", 2);
  const auto before = browse_example(lookup);
  std::ranges::reverse(lookup.zone);
  EXPECT_EQ(before->services, browse_example(lookup)->services);
}

TEST(UnicastBrowse, LeavesOutInstancesWithoutPlace) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.add("_nmos-register._tcp.example", DnsType::kPtr).target = dns_name("ghost._nmos-register._tcp.example");
  EXPECT_EQ(browse_example(lookup)->services.size(), 1U);
}

TEST(UnicastBrowse, FollowsAnAliasOfTheHost) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.zone.back().owner = dns_name("real.example");
  lookup.add("reg1.example", DnsType::kCname).target = dns_name("real.example");
  EXPECT_THAT(browse_example(lookup)->services.front().addresses, ElementsAre("0.0.0.1"));
}

TEST(UnicastBrowse, TheShortestTimeToLiveCounts) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.zone.back().ttl_s = 5;
  EXPECT_EQ(browse_example(lookup)->ttl_s, 5U);
}

TEST(UnicastBrowse, NoSuchServiceIsNoFault) {
  ZoneLookup lookup;
  const auto answer = browse_example(lookup);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->services.empty());
}

TEST(UnicastBrowse, SilenceIsAFault) {
  ZoneLookup lookup;
  lookup.silent = true;
  EXPECT_FALSE(browse_example(lookup));
}

TEST(UnicastBrowse, ADomainThatIsRefusedDoesNotHideTheNext) {
  ZoneLookup lookup;
  lookup.add_registry("reg1", 1);
  lookup.refused = "office";
  const auto answer = browse_domains(lookup, kRegisterService, {"office", "example"}, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->services.size(), 1U);
  EXPECT_FALSE(browse_domains(lookup, kRegisterService, {"office", "empty"}, {})) << "what is there is not known";
  EXPECT_TRUE(browse_domains(lookup, kRegisterService, {"empty"}, {})->services.empty());
}

TEST(UnicastBrowser, WhatIsKnownDoesNotStayForEverWithoutNameServers) {
  std::promise<void> changed;
  ServiceTable table;
  table.replace(
      Origin::kUnicast, kRegisterService,
      {{.instance = "reg1", .domain = "example", .host = "reg1", .addresses = {"10.0.0.1"}, .port = 80, .txt = {}}});
  table.on_change([&] { changed.set_value(); });
  UnicastBrowser sut(
      {.types = {std::string(kRegisterService)}, .domain = "example", .resolver_config = "/no/such/file"}, table);
  sut.start();
  EXPECT_EQ(changed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  sut.stop();
  EXPECT_TRUE(table.services(kRegisterService).empty());
}

}  // namespace
}  // namespace cw::nmos
