#include "gateway/packet_io/udp_frame_template.h"

#include <gtest/gtest.h>

#include "gateway/packet_io/frame_parser.h"
#include "tests/support/allocation_guard.h"
#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)

constexpr Ipv4Address kGroup{0xEFC00101};  // 239.192.1.1

UdpFrameAddress address(uint16_t vlan_id = 0) {
  return {.source_mac = kOurMac,
          .destination_mac = multicast_mac(kGroup),
          .vlan_id = vlan_id,
          .source = {kOurAddress, 5004},
          .destination = {kGroup, 20000},
          .dscp = 34,
          .ttl = 16};
}

Frame stamped(UdpFrameTemplate& sut, const Frame& payload) {
  Frame frame(sut.header_octets() + payload.size());
  sut.write_headers(frame.data(), payload.size());
  std::copy(payload.begin(), payload.end(), frame.begin() + static_cast<ptrdiff_t>(sut.header_octets()));
  return frame;
}

TEST(MulticastMac, KeepsTheLow23Bits) {
  EXPECT_EQ(multicast_mac(Ipv4Address{0xEFFF0102}), (MacAddress{{0x01, 0x00, 0x5E, 0x7F, 0x01, 0x02}}));
  EXPECT_EQ(multicast_mac(Ipv4Address{0xE0000016}), (MacAddress{{0x01, 0x00, 0x5E, 0x00, 0x00, 0x16}}));
}

TEST(UdpFrameTemplate, WritesWhatTheParserReads) {
  UdpFrameTemplate sut = UdpFrameTemplate::create(address());
  EXPECT_EQ(sut.header_octets(), 42U);
  const Frame frame = stamped(sut, counting(1000));
  UdpDatagram read;
  ASSERT_EQ(parse_frame(frame, TaiTime{}, &read), FrameKind::kUdp);
  EXPECT_EQ(read.source, address().source);
  EXPECT_EQ(read.destination, address().destination);
  EXPECT_EQ(read.dscp, 34);
  EXPECT_EQ(read.ttl, 16);
  EXPECT_EQ(Frame(read.payload.begin(), read.payload.end()), counting(1000));
  EXPECT_EQ(load_mac(frame.data()), multicast_mac(kGroup));
  EXPECT_EQ(load_mac(&frame[6]), kOurMac);
  EXPECT_EQ(load_be16(&frame[40]), 0) << "no UDP checksum";
  EXPECT_EQ(load_be16(&frame[20]), 0x4000) << "don't fragment";
}

TEST(UdpFrameTemplate, WritesTheTag) {
  UdpFrameTemplate sut = UdpFrameTemplate::create(address(1234));
  EXPECT_EQ(sut.header_octets(), 46U);
  UdpDatagram read;
  ASSERT_EQ(parse_frame(stamped(sut, counting(10)), 1234, TaiTime{}, &read), FrameKind::kUdp);
  EXPECT_EQ(read.vlan_id, 1234);
}

TEST(UdpFrameTemplate, ChecksumIsRightForEveryLengthAndIdentification) {
  UdpFrameTemplate sut = UdpFrameTemplate::create(address());
  Frame frame(sut.header_octets());
  for (size_t i = 0; i < 70000; ++i) {
    sut.write_headers(frame.data(), i % 8952);
    ASSERT_EQ(sum16(&frame[14], 20), 0xFFFF) << i;
    ASSERT_EQ(load_be16(&frame[18]), i & 0xFFFF) << "identification counts";
  }
}

TEST(UdpFrameTemplate, TakesAnotherDestinationMac) {
  UdpFrameTemplate sut = UdpFrameTemplate::create(address());
  sut.set_destination_mac(kPeerMac);
  EXPECT_EQ(load_mac(stamped(sut, {}).data()), kPeerMac);
}

TEST(UdpFrameTemplate, AllocatesNothingPerPacket) {
  UdpFrameTemplate sut = UdpFrameTemplate::create(address());
  std::array<uint8_t, 64> frame{};
  const AllocationGuard guard;
  for (size_t i = 0; i < 1000; ++i) sut.write_headers(frame.data(), 1260);
}

}  // namespace
}  // namespace cw::packet_io
