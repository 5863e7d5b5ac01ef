#include "gateway/packet_io/ipv4_header.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)

TEST(InternetChecksum, AgreesWithTheBookAtEveryLength) {
  for (size_t size = 0; size < 3000; size += 1 + size / 50) {
    Frame data(size);
    for (size_t i = 0; i < size; ++i) data[i] = static_cast<uint8_t>(0xFF - i * i);
    EXPECT_EQ(internet_checksum(data), checksum(data)) << size;
  }
}

TEST(InternetChecksum, CarriesAllTheWayRound) {
  EXPECT_EQ(internet_checksum(Frame(9000, 0xFF)), 0);
  EXPECT_EQ(checksum_finish(0xFFFFFFFF), 0);
}

TEST(Ipv4Header, HasTheRouterAlertWhenAsked) {
  Frame packet(24);
  const Ipv4Fields fields{.source = kOurAddress,
                          .destination = kPeerAddress,
                          .total_length = 32,
                          .ttl = 1,
                          .protocol = 2,
                          .router_alert = true};
  EXPECT_EQ(write_ipv4_header(packet.data(), fields), 24U);
  EXPECT_EQ(packet[0], 0x46);
  EXPECT_EQ(load_be32(&packet[20]), 0x94040000U);
  EXPECT_EQ(sum16(packet.data(), 24), 0xFFFF);
}

TEST(EthernetHeader, HasTheTagOnlyOnAVlan) {
  Frame frame(18);
  EXPECT_EQ(write_ethernet_header(frame.data(), kPeerMac, {.mac = kOurMac}, kEtherTypeArp), 14U);
  EXPECT_EQ(load_be16(&frame[12]), kEtherTypeArp);
  EXPECT_EQ(write_ethernet_header(frame.data(), kPeerMac, {.mac = kOurMac, .vlan_id = 5}, kEtherTypeArp), 18U);
  EXPECT_EQ(load_be32(&frame[12]), 0x81000005U);
  EXPECT_EQ(load_be16(&frame[16]), kEtherTypeArp);
  EXPECT_EQ(network_offset(frame), 18U);
}

}  // namespace
}  // namespace cw::packet_io
