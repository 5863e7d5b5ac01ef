#include "nmos/discovery/dns_message.h"

#include <gmock/gmock.h>

#include "tests/support/dns_replies.h"

namespace cw::nmos {
namespace {

using test::DnsOctets;
using testing::ElementsAre;

constexpr unsigned kHeaderOctets = 12;

Expected<DnsReply> parse(const DnsOctets& octets) { return parse_reply(octets.octets()); }

TEST(DnsQuestion, IsARecursiveQuestionOfTheInternet) {
  const auto question = make_question(0x1234, dns_name("_nmos-register._tcp.a.example."), DnsType::kPtr);
  ASSERT_TRUE(question);
  DnsOctets wanted;
  wanted.u16(0x1234).u16(0x0100).u16(1).u16(0).u16(0).u16(0);
  wanted.labels({"_nmos-register", "_tcp", "a", "example"}).end().u16(12).u16(1);
  EXPECT_EQ(*question, wanted.octets());
}

TEST(DnsQuestion, RefusesNamesThatTheDnsCannotHold) {
  EXPECT_FALSE(make_question(0, dns_name(std::string(64, 'a')), DnsType::kA));
  std::string name;
  for (int i = 0; i < 5; ++i) name += std::string(60, 'a') + ".";
  EXPECT_FALSE(make_question(0, dns_name(name), DnsType::kA));
}

TEST(DnsReply, ReadsARegistryWithCompressedNames) {
  DnsOctets message;
  message.header(7, 1, 4).labels({"_nmos-register", "_tcp", "a", "example"}).end().u16(12).u16(1);
  const unsigned domain = kHeaderOctets + 15 + 5;
  const unsigned instance = static_cast<unsigned>(message.octets().size()) + 2 + 10;
  message.pointer(kHeaderOctets).record(12, 120, DnsOctets().label("reg. 1").pointer(kHeaderOctets));
  message.pointer(instance).record(33, 60, DnsOctets().u16(0).u16(0).u16(8010).label("host").pointer(domain));
  message.pointer(instance).record(16, 60, DnsOctets().label("api_ver=v1.3").label("pri=0").label(""));
  message.labels({"host", "a", "example"}).end().record(1, 30, DnsOctets().u32(0x0A000001));
  const auto reply = parse(message);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->id, 7);
  ASSERT_EQ(reply->records.size(), 4U);
  EXPECT_THAT(reply->records[0].target, ElementsAre("reg. 1", "_nmos-register", "_tcp", "a", "example"));
  EXPECT_TRUE(same_name(reply->records[1].owner, reply->records[0].target));
  EXPECT_EQ(reply->records[1].port, 8010);
  EXPECT_EQ(to_text(reply->records[1].target), "host.a.example");
  EXPECT_THAT(reply->records[2].text, ElementsAre("api_ver=v1.3", "pri=0", ""));
  EXPECT_EQ(reply->records[3].address, Ipv4Address{0x0A000001});
  EXPECT_EQ(reply->records[3].ttl_s, 30U);
}

TEST(DnsReply, PassesOverRecordsOfOtherKinds) {
  DnsOctets message;
  message.header(7, 0, 3);
  message.label("a").end().record(28, 30, DnsOctets().u32(0).u32(0).u32(0).u32(1));
  message.label("a").end().record(1, 30, DnsOctets().u32(1), 3);
  message.label("a").end().record(1, 30, DnsOctets().u32(2));
  const auto reply = parse(message);
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->records.size(), 1U);
  EXPECT_EQ(reply->records[0].address, Ipv4Address{2});
}

TEST(DnsReply, TellsTruncationAndRefusal) {
  EXPECT_TRUE(parse(DnsOctets().header(1, 0, 9, 0x8380))->truncated);
  EXPECT_EQ(parse(DnsOctets().header(1, 0, 0, 0x8183))->code, 3);
}

TEST(DnsReply, RefusesAQuestion) { EXPECT_FALSE(parse(DnsOctets().header(1, 0, 0, 0x0100))); }

TEST(DnsReply, RefusesNamesThatPointForwardsOrToThemselves) {
  for (const unsigned target : {kHeaderOctets, kHeaderOctets + 2, kHeaderOctets + 4, 0x3FFFU}) {
    DnsOctets message;
    message.header(1, 0, 1).pointer(target).record(1, 1, DnsOctets().u32(1));
    EXPECT_FALSE(parse(message)) << target;
  }
}

TEST(DnsReply, RefusesTwoPointersInARing) {
  DnsOctets message;
  message.header(1, 0, 2);
  message.label("a").pointer(kHeaderOctets + 4 + 10 + 4).record(1, 1, DnsOctets().u32(1));
  message.pointer(kHeaderOctets).record(1, 1, DnsOctets().u32(1));
  EXPECT_FALSE(parse(message));
}

TEST(DnsReply, RefusesEveryMessageThatIsCutShort) {
  DnsOctets message;
  message.header(7, 1, 1).label("host").end().u16(1).u16(1);
  message.pointer(kHeaderOctets).record(1, 30, DnsOctets().u32(1));
  const std::vector<uint8_t>& whole = message.octets();
  ASSERT_TRUE(parse_reply(whole));
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_reply(Bytes(whole).first(size))) << size;
}

TEST(DnsReply, RefusesDataThatIsLongerThanItSays) {
  DnsOctets message;
  message.header(1, 0, 1).label("a").end().u16(12).u16(1).u32(1).u16(2).label("longer").end();
  EXPECT_FALSE(parse(message));
}

TEST(DnsName, IgnoresCaseAndTheLastDot) {
  EXPECT_TRUE(same_name(dns_name("Reg.Example."), dns_name("reg.example")));
  EXPECT_FALSE(same_name(dns_name("reg.example"), dns_name("reg.example.org")));
}

}  // namespace
}  // namespace cw::nmos
