#include "gateway/packet_io/frame_parser.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)

constexpr TaiTime kArrival = TaiTime::from_ns(123);

Frame udp_frame(size_t payload = 20) { return ethernet({}, ipv4({}, udp(5000, 5004, counting(payload)))); }

FrameKind parse(const Frame& frame, UdpDatagram* out) { return parse_frame(frame, kArrival, out); }
FrameKind kind_of(const Frame& frame) {
  UdpDatagram ignored;
  return parse(frame, &ignored);
}
FrameKind kind_on_vlan(const Frame& frame, uint16_t vlan_id) {
  UdpDatagram ignored;
  return parse_frame(frame, vlan_id, kArrival, &ignored);
}

TEST(FrameParser, ReadsAPlainDatagram) {
  UdpDatagram sut;
  const Frame frame = ethernet({}, ipv4({.ttl = 7, .tos = 0x88}, udp(5000, 5004, counting(20))));
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_EQ(sut.source, (Endpoint{kPeerAddress, 5000}));
  EXPECT_EQ(sut.destination, (Endpoint{kOurAddress, 5004}));
  EXPECT_EQ(Frame(sut.payload.begin(), sut.payload.end()), counting(20));
  EXPECT_EQ(sut.arrival, kArrival);
  EXPECT_EQ(sut.dscp, 34);
  EXPECT_EQ(sut.ttl, 7);
  EXPECT_EQ(sut.vlan_id, 0);
  EXPECT_FALSE(sut.truncated);
}

TEST(FrameParser, LeavesEthernetPaddingOut) {
  Frame frame = udp_frame(3);
  frame.resize(60, 0xEE);
  UdpDatagram sut;
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_EQ(sut.payload.size(), 3U);
  EXPECT_FALSE(sut.truncated);
}

TEST(FrameParser, SkipsIpOptions) {
  UdpDatagram sut;
  const Frame frame = ethernet({}, ipv4({.options = {0x94, 4, 0, 0, 1, 1, 1, 0}}, udp(1, 2, counting(9))));
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_EQ(Frame(sut.payload.begin(), sut.payload.end()), counting(9));
}

TEST(FrameParser, ReadsTagsAndDropsThePriorityBits) {
  UdpDatagram sut;
  const Frame frame = ethernet({.vlan_ids = {0xE000 | 100}}, ipv4({}, udp(1, 2, counting(9))));
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_EQ(sut.vlan_id, 100);
  EXPECT_EQ(sut.payload.size(), 9U);
}

TEST(FrameParser, ReadsDoublyTaggedFramesOfCaptures) {
  UdpDatagram sut;
  const Frame frame = ethernet({.vlan_ids = {200, 100}}, ipv4({}, udp(1, 2, counting(9))));
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_EQ(sut.vlan_id, 200);
}

TEST(FrameParser, TakesOnlyThePortsVlan) {
  const Frame ip = ipv4({}, udp(1, 2, counting(9)));
  EXPECT_EQ(kind_on_vlan(ethernet({}, ip), 0), FrameKind::kUdp);
  EXPECT_EQ(kind_on_vlan(ethernet({.vlan_ids = {0}}, ip), 0), FrameKind::kUdp) << "priority tag";
  EXPECT_EQ(kind_on_vlan(ethernet({.vlan_ids = {100}}, ip), 0), FrameKind::kOtherVlan);
  EXPECT_EQ(kind_on_vlan(ethernet({.vlan_ids = {100}}, ip), 100), FrameKind::kUdp);
  EXPECT_EQ(kind_on_vlan(ethernet({.vlan_ids = {101}}, ip), 100), FrameKind::kOtherVlan);
  EXPECT_EQ(kind_on_vlan(ethernet({}, ip), 100), FrameKind::kOtherVlan);
  EXPECT_EQ(kind_on_vlan(ethernet({.vlan_ids = {100, 5}}, ip), 100), FrameKind::kOtherVlan) << "tag in tag";
}

TEST(FrameParser, TellsFragmentsFromWholePackets) {
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.fragment = 0x4000}, udp(1, 2, {})))), FrameKind::kUdp) << "don't fragment";
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.fragment = 0x2000}, udp(1, 2, {})))), FrameKind::kOther) << "first";
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.fragment = 185}, counting(100)))), FrameKind::kOther) << "last";
}

TEST(FrameParser, NamesTheOtherProtocols) {
  EXPECT_EQ(kind_of(arp_frame({})), FrameKind::kArp);
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.protocol = 1}, counting(8)))), FrameKind::kIcmp);
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.protocol = 2}, counting(8)))), FrameKind::kIgmp);
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.protocol = 6}, counting(20)))), FrameKind::kOther) << "TCP";
  EXPECT_EQ(kind_of(ethernet({.type = 0x86DD}, counting(40))), FrameKind::kOther) << "IPv6";
}

TEST(FrameParser, DeliversWhatIsThereOfACutDatagram) {
  Frame frame = udp_frame(100);
  frame.resize(frame.size() - 40);
  UdpDatagram sut;
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_TRUE(sut.truncated);
  EXPECT_EQ(sut.payload.size(), 60U);
}

TEST(FrameParser, DoesNotReadPastTheIpPacketWhenUdpClaimsMore) {
  Frame frame = ethernet({}, ipv4({}, udp(1, 2, counting(10), +30)));
  frame.resize(frame.size() + 30, 0xEE);
  UdpDatagram sut;
  ASSERT_EQ(parse(frame, &sut), FrameKind::kUdp);
  EXPECT_TRUE(sut.truncated);
  EXPECT_EQ(sut.payload.size(), 10U);
}

TEST(FrameParser, CallsContradictionsMalformed) {
  EXPECT_EQ(kind_of(ethernet({}, ipv4({}, udp(1, 2, counting(10), -11)))), FrameKind::kMalformed) << "UDP length 7";
  EXPECT_EQ(kind_of(ethernet({}, ipv4({.length_change = -20}, udp(1, 2, {})))), FrameKind::kMalformed) << "IP length 8";
  Frame short_header = udp_frame();
  short_header[14] = 0x44;
  EXPECT_EQ(kind_of(short_header), FrameKind::kMalformed);
  Frame wrong_version = udp_frame();
  wrong_version[14] = 0x65;
  EXPECT_EQ(kind_of(wrong_version), FrameKind::kMalformed);
}

TEST(FrameParser, SurvivesEveryCutOfAFrame) {
  const Frame whole = ethernet({.vlan_ids = {7}}, ipv4({.options = {1, 1, 1, 0}}, udp(1, 2, counting(10))));
  for (size_t size = 0; size < whole.size(); ++size) {
    UdpDatagram sut;
    const Frame cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
    const FrameKind kind = parse(cut, &sut);
    const bool headers_there = size >= 14 + 4 + 24 + 8;
    EXPECT_EQ(kind, headers_there ? FrameKind::kUdp : FrameKind::kMalformed) << size;
  }
}

}  // namespace
}  // namespace cw::packet_io
