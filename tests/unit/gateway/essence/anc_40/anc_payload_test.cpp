#include "gateway/essence/anc_40/anc_payload.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/essence/anc_40/anc_test_kit.h"

namespace cw::essence {
namespace {

using bus::AncPacket;

TEST(AncPayload, ReadsTheHeaderFieldByField) {
  const std::vector<uint8_t> payload{0x12, 0x34, 0x00, 0x20, 0x05, 0xC0, 0x00, 0x00};
  const auto header = read_anc_payload_header(payload);
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->extended_sequence, 0x1234);
  EXPECT_EQ(header->length, 32);
  EXPECT_EQ(header->anc_count, 5);
  EXPECT_EQ(header->field, bus::AncField::kSecond);
  EXPECT_TRUE(header->reserved_is_zero);
}

TEST(AncPayload, SeesReservedBitsAndShortHeaders) {
  std::vector<uint8_t> payload{0, 0, 0, 0, 0, 0x3F, 0xFF, 0xFF};
  EXPECT_FALSE(read_anc_payload_header(payload)->reserved_is_zero);
  payload.pop_back();
  EXPECT_FALSE(read_anc_payload_header(payload).has_value());
}

TEST(AncPayload, WritesTheHeaderItReads) {
  std::vector<uint8_t> payload(kAncPayloadHeaderBytes);
  write_anc_payload_header(payload,
                           {.extended_sequence = 7, .length = 40, .anc_count = 255, .field = bus::AncField::kFirst});
  const auto header = read_anc_payload_header(payload);
  EXPECT_EQ(header->extended_sequence, 7);
  EXPECT_EQ(header->length, 40);
  EXPECT_EQ(header->anc_count, 255);
  EXPECT_EQ(header->field, bus::AncField::kFirst);
  EXPECT_TRUE(header->reserved_is_zero);
}

// RFC 8331 §2.2, drawn by hand: line 9, offset 0x123, stream 5, DID 61 SDID 01, two words 12 34.
TEST(AncPayload, ReadsAPacketBitForBit) {
  AncPacket packet = test::anc_packet({0x61, 0x01}, 2);
  packet.user_data[0] = 0x12;
  packet.user_data[1] = 0x34;
  bus::finish(packet);
  EXPECT_EQ(packet.did_word, 0x161);
  EXPECT_EQ(packet.sdid_word, 0x101);
  EXPECT_EQ(packet.dc_word, 0x102);
  EXPECT_EQ(packet.user_data[0], 0x212);
  EXPECT_EQ(packet.user_data[1], 0x134);
  // 0x161 + 0x101 + 0x102 + 0x012 + 0x134 = 0x4AA, nine bits: 0x0AA, b9 = 1.
  EXPECT_EQ(packet.checksum_word, 0x2AA);
  //                              C line         hoff          S stream
  const std::vector<uint8_t> wire{
      0x80, 0x91, 0x23, 0x85,
      // 01 0110 0001 | 01 0000 0001 | 01 0000 0010 | 10 0001 0010 | 01 0011 0100 | 10 1010 1010
      0x58, 0x50, 0x14, 0x0A, 0x12, 0x4D, 0x2A, 0xA0};
  AncPacket read;
  ASSERT_EQ(read_anc_packet(wire, read), 12U);
  EXPECT_TRUE(read.c);
  EXPECT_EQ(read.line, 9);
  EXPECT_EQ(read.horizontal_offset, 0x123);
  EXPECT_TRUE(read.stream_flag);
  EXPECT_EQ(read.stream_number, 5);
  EXPECT_EQ(read.did_word, packet.did_word);
  EXPECT_EQ(read.sdid_word, packet.sdid_word);
  EXPECT_EQ(read.dc_word, packet.dc_word);
  EXPECT_EQ(read.user_data[0], packet.user_data[0]);
  EXPECT_EQ(read.user_data[1], packet.user_data[1]);
  EXPECT_EQ(read.checksum_word, packet.checksum_word);
  EXPECT_EQ(read.faults, bus::kAncFaultNone);
}

TEST(AncPayload, ReadsWhatItWritesForEveryLength) {
  for (unsigned count = 0; count <= bus::kMaxUserDataWords; ++count) {
    const AncPacket packet = test::anc_packet({0x41, 0x07}, static_cast<uint8_t>(count), static_cast<uint8_t>(count));
    std::vector<uint8_t> wire(anc_packet_bytes(count) + 4, 0xFF);
    ASSERT_EQ(write_anc_packet(wire, packet), anc_packet_bytes(count));
    ASSERT_EQ(wire[anc_packet_bytes(count)], 0xFF) << "nothing behind its end";
    AncPacket read;
    ASSERT_EQ(read_anc_packet(wire, read), anc_packet_bytes(count));
    ASSERT_EQ(read.faults, bus::kAncFaultNone) << count;
    ASSERT_EQ(read.data_count, count);
    ASSERT_TRUE(std::ranges::equal(read.words(), packet.words()));
    ASSERT_EQ(read.line, packet.line);
  }
}

TEST(AncPayload, FlagsParityChecksumAndPaddingSeparately) {
  const auto faults_after = [](auto&& damage) {
    AncPacket packet = test::anc_packet({0x60, 0x60}, 16);
    damage(packet);
    std::vector<uint8_t> wire(anc_packet_bytes(16));
    EXPECT_EQ(write_anc_packet(wire, packet), wire.size());
    AncPacket read;
    EXPECT_EQ(read_anc_packet(wire, read), wire.size());
    return read.faults;
  };
  EXPECT_EQ(faults_after([](AncPacket& p) { p.checksum_word ^= 0x200; }), bus::kAncFaultChecksumB9Only);
  EXPECT_EQ(faults_after([](AncPacket& p) { p.checksum_word ^= 0x001; }), bus::kAncFaultChecksum);
  EXPECT_EQ(faults_after([](AncPacket& p) { p.user_data[3] ^= 0x200; }), bus::kAncFaultUdwParity);
  EXPECT_EQ(faults_after([](AncPacket& p) { p.did_word ^= 0x200; }), bus::kAncFaultDidParity);
  EXPECT_EQ(faults_after([](AncPacket& p) { p.sdid_word ^= 0x200; }), bus::kAncFaultSdidParity);
  EXPECT_EQ(faults_after([](AncPacket& p) { p.dc_word ^= 0x200; }), bus::kAncFaultDcParity);
}

TEST(AncPayload, FlagsPaddingBitsThatAreNotZero) {
  for (unsigned count = 0; count < 16; ++count) {  // every alignment
    const AncPacket packet = test::anc_packet({0x60, 0x60}, static_cast<uint8_t>(count));
    std::vector<uint8_t> wire(anc_packet_bytes(count));
    ASSERT_EQ(write_anc_packet(wire, packet), wire.size());
    if ((count + 4) * 10 % 32 == 0) continue;  // none
    wire.back() |= 1;
    AncPacket read;
    ASSERT_EQ(read_anc_packet(wire, read), wire.size());
    EXPECT_EQ(read.faults, bus::kAncFaultWordAlign) << count;
  }
}

TEST(AncPayload, DeliversWhatIsThereOfATruncatedPacket) {
  const AncPacket packet = test::anc_packet({0x61, 0x01}, 73);
  std::vector<uint8_t> wire(anc_packet_bytes(73));
  ASSERT_EQ(write_anc_packet(wire, packet), wire.size());
  for (size_t size = 0; size < wire.size(); ++size) {
    AncPacket read;
    const size_t used = read_anc_packet(Bytes(wire).first(size), read);
    if (size < 8) {
      EXPECT_EQ(used, 0U) << size;
      continue;
    }
    EXPECT_EQ(used, size);
    ASSERT_LE(read.data_count, 73);
    for (size_t i = 0; i < read.data_count; ++i) ASSERT_EQ(read.user_data[i], packet.user_data[i]);
    if ((size - 4) * 8 >= 77 * 10) {
      EXPECT_EQ(read.faults, size < wire.size() ? bus::kAncFaultWordAlign : 0) << size;
    } else {
      EXPECT_EQ(read.faults, bus::kAncFaultTruncated) << size;
    }
  }
}

TEST(AncPayload, WritesNothingIntoABufferThatIsTooSmall) {
  const AncPacket packet = test::anc_packet({0x61, 0x01}, 10);
  std::vector<uint8_t> wire(anc_packet_bytes(10) - 1);
  EXPECT_EQ(write_anc_packet(wire, packet), 0U);
}

}  // namespace
}  // namespace cw::essence
