#include "gateway/packet_io/lldp/neighbour.h"

#include <gtest/gtest.h>

#include "gateway/packet_io/ethernet.h"

#include <string>
#include <vector>

namespace cw::packet_io {
namespace {

using std::chrono::seconds;

constexpr TaiTime kNow = TaiTime::from_ns(1'000'000'000'000);

std::string tlv(int type, const std::string& value) {
  const unsigned head = (static_cast<unsigned>(type) << 9) | static_cast<unsigned>(value.size());
  return std::string{static_cast<char>(head >> 8), static_cast<char>(head & 0xFF)} + value;
}

std::vector<uint8_t> frame_of(const std::string& tlvs, uint16_t ether_type = kEtherTypeLldp) {
  std::string frame = std::string("\x01\x80\xC2\x00\x00\x0E\x02\x00\x00\x00\x00\x01", 12);
  frame += static_cast<char>(ether_type >> 8);
  frame += static_cast<char>(ether_type & 0xFF);
  frame += tlvs;
  return {frame.begin(), frame.end()};
}

const std::string kChassis = tlv(1, "\x04" + std::string("\x00\x1B\x19\xAB\xCD\xEF", 6));
const std::string kPort = tlv(2,
                              "\x05"
                              "Ethernet1/7");
const std::string kTtl = tlv(3, std::string("\x00\x78", 2));
const std::string kEnd = tlv(0, "");

TEST(Lldp, ReadsTheSwitchAndItsPort) {
  const auto sut = parse_lldp(frame_of(kChassis + kPort + kTtl + tlv(5, "leaf-1") + kEnd));
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->chassis_id.text(), "00-1b-19-ab-cd-ef");
  EXPECT_EQ(sut->port_id.text(), "Ethernet1/7");
  EXPECT_EQ(sut->ttl_s, 120);
}

TEST(Lldp, ReadsOtherKindsOfIdentifiers) {
  const auto sut = parse_lldp(frame_of(tlv(1, std::string("\x05\x01\x0A\x00\x64\xFE", 6)) +
                                       tlv(2, std::string("\x03\x02\x00\x00\x00\x00\x09", 7)) + kTtl + kEnd));
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->chassis_id.text(), "10.0.100.254");
  EXPECT_EQ(sut->port_id.text(), "02-00-00-00-00-09");
}

TEST(Lldp, KeepsOnlyWhatCanBePrinted) {
  const auto sut =
      parse_lldp(frame_of(kChassis + tlv(2, std::string("\x07") + "a\x01\xFF" + std::string(200, 'b')) + kTtl));
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->port_id.text(), "a??" + std::string(NeighbourId::kMaxOctets - 3, 'b'));
}

TEST(Lldp, RefusesWhatIsIncomplete) {
  EXPECT_FALSE(parse_lldp(frame_of(kPort + kChassis + kTtl)));
  EXPECT_FALSE(parse_lldp(frame_of(kChassis + kPort)));
  EXPECT_FALSE(parse_lldp(frame_of(kChassis + kPort + tlv(3, "\x01"))));
  EXPECT_FALSE(parse_lldp(frame_of(kChassis + tlv(2, "\x05") + kTtl)));
  EXPECT_FALSE(parse_lldp(frame_of(kChassis + kPort + kTtl, 0x88F7)));
  const auto whole = frame_of(kChassis + kPort + kTtl);
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_lldp(Bytes(whole).first(size))) << size;
}

TEST(Lldp, ForgetsAfterTheTimeToLive) {
  NeighbourTable sut;
  EXPECT_FALSE(sut.neighbour(kNow));
  sut.on_frame(frame_of(kChassis + kPort + kTtl), kNow);
  EXPECT_TRUE(sut.neighbour(kNow + seconds(119)));
  EXPECT_FALSE(sut.neighbour(kNow + seconds(120)));
  sut.on_frame(frame_of(kChassis + kPort + kTtl), kNow + seconds(130));
  sut.on_frame(frame_of("rubbish"), kNow + seconds(131));
  EXPECT_TRUE(sut.neighbour(kNow + seconds(132)));
  sut.on_frame(frame_of(kChassis + kPort + tlv(3, std::string(2, '\0'))), kNow + seconds(133));
  EXPECT_FALSE(sut.neighbour(kNow + seconds(133)));
}

}  // namespace
}  // namespace cw::packet_io
