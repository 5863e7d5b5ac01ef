#include "gateway/packet_io/igmp/igmp_host.h"

#include <gtest/gtest.h>

#include <set>

#include "gateway/packet_io/host_stack.h"
#include "tests/support/capturing_sink.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/gateway/packet_io/igmp/igmp_report_reader.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr uint32_t kGroup = 0xEF000001;
constexpr uint32_t kGroup2 = 0xEF000002;
constexpr uint32_t kSource = 0x0A000007;
constexpr uint32_t kSource2 = 0x0A000008;
enum Type { kIsInclude = 1, kIsExclude, kToInclude, kToExclude, kAllow, kBlock };

class Igmp : public ::testing::Test {
 public:
  bool join(uint32_t group, std::vector<Ipv4Address> sources = {}) { return sut.join({group}, sources); }
  bool leave(uint32_t group, std::vector<Ipv4Address> sources = {}) { return sut.leave({group}, sources); }
  void hear(const QuerySpec& query) { sut.on_frame(query_frame(query), clock.now()); }
  // All IGMP messages of the next `by`, each checked for its fixed fields.
  std::vector<SentIgmp> sent_within(Duration by) {
    std::vector<SentIgmp> out;
    for (Duration passed{}; passed < by; passed += milliseconds(10)) {
      sut.poll(clock.now(), sink);
      for (const Frame& frame : sink.take()) {
        if (const auto igmp = read_igmp(frame)) {
          EXPECT_EQ(igmp->fault, "");
          out.push_back(*igmp);
        }
      }
      clock.advance(milliseconds(10));
    }
    return out;
  }
  std::vector<SentRecord> records_within(Duration by) {
    std::vector<SentRecord> out;
    for (const SentIgmp& message : sent_within(by)) {
      EXPECT_EQ(message.type, 0x22);
      EXPECT_EQ(message.destination, 0xE0000016) << "224.0.0.22";
      out.insert(out.end(), message.records.begin(), message.records.end());
    }
    return out;
  }
  using Records = std::vector<SentRecord>;
  void join_quietly(uint32_t group, const std::vector<Ipv4Address>& sources = {}) {
    ASSERT_TRUE(join(group, sources));
    sent_within(seconds(5));
  }

  FakeClock clock{TaiTime::from_ns(1'700'000'000'000'000'000)};
  CapturingSink sink;
  HostStack sut{{.mac = kOurMac, .address = kOurAddress}};
};

TEST_F(Igmp, ReportsAJoinWithSourcesAtOnceAndRepeatsIt) {
  ASSERT_TRUE(join(kGroup, {{kSource}, {kSource2}}));
  const Records once{{kAllow, kGroup, {kSource, kSource2}}};
  EXPECT_EQ(records_within(milliseconds(10)), once) << "at once";
  EXPECT_EQ(records_within(seconds(1)), once) << "the robustness repeat";
  EXPECT_EQ(records_within(seconds(60)), Records{}) << "and no more";
}

TEST_F(Igmp, ReportsAJoinForAnySourceAsExcludeNone) {
  ASSERT_TRUE(join(kGroup));
  EXPECT_EQ(records_within(seconds(5)), (Records{{kToExclude, kGroup, {}}, {kToExclude, kGroup, {}}}));
}

TEST_F(Igmp, PutsManyJoinsIntoOneReport) {
  for (uint32_t i = 0; i < 60; ++i) ASSERT_TRUE(join(kGroup + i, {{kSource}}));
  const auto messages = sent_within(milliseconds(10));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].records.size(), 60U);
}

TEST_F(Igmp, SplitsReportsAtTheMtu) {
  for (uint32_t i = 0; i < 256; ++i) ASSERT_TRUE(join(kGroup + i, {{kSource}}));
  const auto messages = sent_within(milliseconds(10));
  EXPECT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].records.size() + messages[1].records.size() + messages[2].records.size(), 256U);
}

TEST_F(Igmp, LeavesWithBlockOrToInclude) {
  join_quietly(kGroup, {{kSource}});
  join_quietly(kGroup2);
  ASSERT_TRUE(leave(kGroup, {{kSource}}));
  EXPECT_EQ(records_within(seconds(5)), (Records{{kBlock, kGroup, {kSource}}, {kBlock, kGroup, {kSource}}}));
  ASSERT_TRUE(leave(kGroup2));
  EXPECT_EQ(records_within(seconds(5)), (Records{{kToInclude, kGroup2, {}}, {kToInclude, kGroup2, {}}}));
  EXPECT_EQ(sut.igmp_statistics().groups.get(), 0);
}

TEST_F(Igmp, ReportsOnlyWhatChanges) {
  join_quietly(kGroup, {{kSource}});
  ASSERT_TRUE(join(kGroup, {{kSource}, {kSource2}}));
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kAllow, kGroup, {kSource2}}}));
  sent_within(seconds(5));
  ASSERT_TRUE(leave(kGroup, {{kSource}}));
  EXPECT_EQ(records_within(seconds(5)), Records{}) << "one of two joins is left";
  ASSERT_TRUE(leave(kGroup, {{kSource}}));
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kBlock, kGroup, {kSource}}}));
}

TEST_F(Igmp, WidensToAnySourceAndBack) {
  join_quietly(kGroup, {{kSource}});
  ASSERT_TRUE(join(kGroup));
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kToExclude, kGroup, {}}}));
  sent_within(seconds(5));
  ASSERT_TRUE(join(kGroup, {{kSource2}}));
  EXPECT_EQ(records_within(seconds(5)), Records{}) << "any source covers it";
  ASSERT_TRUE(leave(kGroup));
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kToInclude, kGroup, {kSource, kSource2}}}));
}

TEST_F(Igmp, LeavesAllAtOnce) {
  join_quietly(kGroup, {{kSource}});
  join_quietly(kGroup2);
  sut.leave_all();
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kBlock, kGroup, {kSource}}, {kToInclude, kGroup2, {}}}));
}

TEST_F(Igmp, AnswersAGeneralQueryWithinItsTime) {
  join_quietly(kGroup, {{kSource}});
  join_quietly(kGroup2);
  const Records state{{kIsInclude, kGroup, {kSource}}, {kIsExclude, kGroup2, {}}};
  for (int i = 0; i < 20; ++i) {
    hear({.code = 10});
    EXPECT_EQ(records_within(milliseconds(1010)), state);
  }
  EXPECT_EQ(sut.igmp_statistics().queries.get(), 20U);
}

TEST_F(Igmp, SpreadsItsAnswers) {
  join_quietly(kGroup);
  int early = 0;
  for (int i = 0; i < 100; ++i) {
    hear({.code = 100});
    early += static_cast<int>(records_within(seconds(5)).size());
    sent_within(seconds(6));
  }
  EXPECT_GT(early, 25);
  EXPECT_LT(early, 75);
}

TEST_F(Igmp, UnderstandsLongResponseTimes) {
  join_quietly(kGroup);
  hear({.code = 0x8F});  // (0x1F) << 3 = 248 tenths
  EXPECT_EQ(records_within(milliseconds(24810)).size(), 1U);
}

TEST_F(Igmp, AnswersAGroupQueryForItsGroupsOnly) {
  join_quietly(kGroup, {{kSource}});
  hear({.group = kGroup2, .code = 10});
  EXPECT_EQ(records_within(seconds(2)), Records{});
  hear({.group = kGroup, .code = 10});
  EXPECT_EQ(records_within(milliseconds(1010)), (Records{{kIsInclude, kGroup, {kSource}}}));
}

TEST_F(Igmp, AnswersAGroupAndSourceQueryWithTheSourcesItWants) {
  join_quietly(kGroup, {{kSource}});
  hear({.group = kGroup, .code = 10, .sources = {kSource2}});
  EXPECT_EQ(records_within(seconds(2)), Records{});
  hear({.group = kGroup, .code = 10, .sources = {kSource2, kSource}});
  EXPECT_EQ(records_within(seconds(2)), (Records{{kIsInclude, kGroup, {kSource}}}));
  join_quietly(kGroup2);
  hear({.group = kGroup2, .code = 10, .sources = {kSource, kSource2}});
  EXPECT_EQ(records_within(seconds(2)), (Records{{kIsInclude, kGroup2, {kSource, kSource2}}})) << "any source";
}

TEST_F(Igmp, JoinsPendingAnswersIntoOne) {
  join_quietly(kGroup, {{kSource}, {kSource2}});
  hear({.group = kGroup, .code = 10, .sources = {kSource}});
  hear({.group = kGroup, .code = 10, .sources = {kSource2}});
  EXPECT_EQ(records_within(seconds(2)), (Records{{kIsInclude, kGroup, {kSource, kSource2}}}));
  hear({.group = kGroup, .code = 10, .sources = {kSource}});
  hear({.group = kGroup, .code = 10});
  EXPECT_EQ(records_within(seconds(2)), (Records{{kIsInclude, kGroup, {kSource, kSource2}}})) << "the whole group";
  hear({.code = 1});
  hear({.group = kGroup, .code = 100});
  EXPECT_EQ(records_within(seconds(11)).size(), 1U) << "the general answer comes first and is enough";
}

TEST_F(Igmp, TakesTheQueriersRobustness) {
  hear({.code = 1, .robustness = 4});
  sent_within(seconds(1));
  ASSERT_TRUE(join(kGroup));
  EXPECT_EQ(records_within(seconds(10)).size(), 4U);
}

TEST_F(Igmp, SpeaksVersion2ToAVersion2Querier) {
  join_quietly(kGroup, {{kSource}});
  hear({.code = 10, .v3 = false});
  EXPECT_EQ(sut.igmp_statistics().version.get(), 2);
  const auto answers = sent_within(milliseconds(1010));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].type, 0x16);
  EXPECT_EQ(answers[0].destination, kGroup);
  EXPECT_EQ(answers[0].group, kGroup);

  ASSERT_TRUE(join(kGroup2));
  const auto joins = sent_within(seconds(5));
  ASSERT_EQ(joins.size(), 2U);
  EXPECT_EQ(joins[0].type, 0x16);
  EXPECT_EQ(joins[0].group, kGroup2);

  ASSERT_TRUE(leave(kGroup2));
  const auto leaves = sent_within(seconds(5));
  ASSERT_EQ(leaves.size(), 1U);
  EXPECT_EQ(leaves[0].type, 0x17);
  EXPECT_EQ(leaves[0].destination, 0xE0000002);
  EXPECT_EQ(leaves[0].group, kGroup2);
}

TEST_F(Igmp, SpreadsItsManyAnswersToAVersion2Querier) {
  constexpr uint32_t kMany = 500;
  for (uint32_t i = 0; i < kMany; ++i) ASSERT_TRUE(join(kGroup + i));
  sent_within(seconds(5));
  hear({.code = 100, .v3 = false});
  std::set<uint32_t> answered;
  size_t most = 0;
  for (int part = 0; part < 1001; ++part) {
    const auto answers = sent_within(milliseconds(10));
    most = std::max(most, answers.size());
    for (const auto& answer : answers) answered.insert(answer.group);
  }
  EXPECT_EQ(answered.size(), kMany);
  EXPECT_LT(most, 16U) << "in 10 ms";
  EXPECT_EQ(sut.replies_dropped(), 0U);
}

TEST_F(Igmp, ReturnsToVersion3WhenTheOldQuerierIsGone) {
  join_quietly(kGroup, {{kSource}});
  hear({.code = 10, .v3 = false});
  sent_within(seconds(2 * 125 + 2));
  ASSERT_TRUE(join(kGroup2, {{kSource}}));
  EXPECT_EQ(records_within(milliseconds(10)), (Records{{kAllow, kGroup2, {kSource}}}));
  EXPECT_EQ(sut.igmp_statistics().version.get(), 3);
}

TEST_F(Igmp, SpeaksVersion1ToAVersion1Querier) {
  join_quietly(kGroup);
  hear({.code = 0, .v3 = false});
  const auto answers = sent_within(milliseconds(10010));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].type, 0x12);
  ASSERT_TRUE(leave(kGroup));
  EXPECT_TRUE(sent_within(seconds(5)).empty()) << "version 1 knows no leave";
}

TEST_F(Igmp, IgnoresForgedAndDamagedQueries) {
  join_quietly(kGroup);
  hear({.code = 10, .ttl = 2});
  Frame damaged = query_frame({.code = 10});
  damaged.back() ^= 1;
  sut.on_frame(damaged, clock.now());
  Frame more_sources = query_frame({.group = kGroup, .code = 10, .sources = {kSource}});
  more_sources[49] = 200;  // claims more sources than there are octets
  sut.on_frame(more_sources, clock.now());
  EXPECT_EQ(records_within(seconds(2)), Records{});
  EXPECT_EQ(sut.igmp_statistics().bad.get(), 3U);
  EXPECT_EQ(sut.igmp_statistics().queries.get(), 0U);
}

TEST_F(Igmp, RefusesWhatIsNoGroupAndWhatDoesNotFit) {
  EXPECT_FALSE(join(0x0A000001));
  EXPECT_FALSE(join(0xE0000001)) << "all hosts is always joined";
  EXPECT_FALSE(leave(kGroup));
  std::vector<Ipv4Address> many(33);
  for (uint32_t i = 0; i < many.size(); ++i) many[i] = {kSource + i};
  EXPECT_FALSE(join(kGroup, many));
  for (uint32_t i = 0; i < IgmpHost::kMaxGroups; ++i) EXPECT_TRUE(join(kGroup + 1 + i));
  EXPECT_FALSE(join(kGroup + 1 + IgmpHost::kMaxGroups));
  EXPECT_EQ(sut.igmp_statistics().groups_full.get(), 2U);
}

TEST_F(Igmp, TagsItsReports) {
  HostStack tagged({.mac = kOurMac, .address = kOurAddress, .vlan_id = 100});
  ASSERT_TRUE(tagged.join({kGroup}, {}));
  tagged.poll(clock.now(), sink);
  const Frame frame = sink.take().back();
  EXPECT_EQ(get16(frame, 12), 0x8100U);
  EXPECT_EQ(get16(frame, 14), 100U);
  Frame untagged(frame.begin(), frame.begin() + 12);
  untagged.insert(untagged.end(), frame.begin() + 16, frame.end());
  EXPECT_EQ(read_igmp(untagged)->fault, "");
}

}  // namespace
}  // namespace cw::packet_io
