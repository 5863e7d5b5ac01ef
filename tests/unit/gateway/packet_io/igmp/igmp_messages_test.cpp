#include "gateway/packet_io/igmp/igmp_messages.h"

#include <gtest/gtest.h>

#include "tests/support/capturing_sink.h"
#include "tests/unit/gateway/packet_io/igmp/igmp_report_reader.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)
using std::chrono::milliseconds;
using std::chrono::seconds;

Frame igmp_of(const QuerySpec& spec) {
  const Frame frame = query_frame(spec);
  return {frame.begin() + 38, frame.end()};
}
IgmpQuery parsed(const Frame& igmp) {
  IgmpQuery query;
  EXPECT_EQ(parse_igmp(igmp, &query), IgmpVerdict::kQuery);
  return query;
}
IgmpVerdict verdict_of(const Frame& igmp) {
  IgmpQuery ignored;
  return parse_igmp(igmp, &ignored);
}

TEST(IgmpQuery, TellsTheVersionByLengthAndCode) {
  EXPECT_EQ(parsed(igmp_of({.code = 10})).version, 3);
  EXPECT_EQ(parsed(igmp_of({.code = 10, .v3 = false})).version, 2);
  EXPECT_EQ(parsed(igmp_of({.code = 0, .v3 = false})).version, 1);
}

TEST(IgmpQuery, DecodesTimesWithAndWithoutExponent) {
  EXPECT_EQ(parsed(igmp_of({.code = 127})).max_response, milliseconds(12700));
  EXPECT_EQ(parsed(igmp_of({.code = 0x80})).max_response, milliseconds(12800));
  EXPECT_EQ(parsed(igmp_of({.code = 0xFF})).max_response, milliseconds(3174400));
  EXPECT_EQ(parsed(igmp_of({.interval_code = 0x8F})).query_interval, seconds(248));
  EXPECT_EQ(parsed(igmp_of({.code = 0, .v3 = false})).max_response, seconds(10));
}

TEST(IgmpQuery, ReadsSources) {
  const Frame octets = igmp_of({.group = 0xEF000001, .sources = {0x0A000001, 0x0A000002}});
  const IgmpQuery sut = parsed(octets);
  EXPECT_EQ(sut.group.value, 0xEF000001U);
  ASSERT_EQ(sut.source_count(), 2U);
  EXPECT_EQ(sut.source(1).value, 0x0A000002U);
}

TEST(IgmpQuery, RefusesOddLengthsAndWrongChecksums) {
  EXPECT_EQ(verdict_of({}), IgmpVerdict::kBad);
  Frame ten{0x11, 10, 0, 0, 0, 0, 0, 0, 0, 0};
  put_checksum(ten, 2);
  EXPECT_EQ(verdict_of(ten), IgmpVerdict::kBad) << "neither version 2 nor 3 (RFC 3376 section 7.1)";
  Frame wrong = igmp_of({});
  wrong[1] ^= 1;
  EXPECT_EQ(verdict_of(wrong), IgmpVerdict::kBad);
  Frame report{0x22, 0, 0, 0, 0, 0, 0, 0};
  put_checksum(report, 2);
  EXPECT_EQ(verdict_of(report), IgmpVerdict::kOther);
}

TEST(ReportBuilder, SendsNothingWithoutRecords) {
  const InterfaceAddress interface{.mac = kOurMac, .address = kOurAddress};
  ReplyQueue queue(4, 1518);
  ReportBuilder sut(interface, queue);
  sut.finish();
  EXPECT_EQ(queue.size(), 0U);
}

TEST(ReportBuilder, StartsAnotherReportWhenOneIsFull) {
  const InterfaceAddress interface{.mac = kOurMac, .address = kOurAddress, .mtu = 576};
  ReplyQueue queue(8, 1518);
  ReportBuilder sut(interface, queue);
  const std::vector<Ipv4Address> sources(32, Ipv4Address{0x0A000001});
  for (uint32_t i = 0; i < 20; ++i) sut.add(GroupRecord::kAllowNewSources, {0xEF000000 + i}, sources);
  sut.finish();
  test::CapturingSink sink;
  queue.flush(sink);
  size_t records = 0;
  for (const Frame& frame : sink.frames) {
    EXPECT_LE(frame.size(), 14U + 576);
    const auto report = read_igmp(frame);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->fault, "");
    records += report->records.size();
  }
  EXPECT_EQ(records, 20U);
  EXPECT_EQ(sut.reports(), sink.frames.size());
}

}  // namespace
}  // namespace cw::packet_io
