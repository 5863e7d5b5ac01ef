#include "gateway/bus/anc_words.h"

#include <gtest/gtest.h>

namespace cw::bus {
namespace {

AncPacket finished_packet() {
  AncPacket packet;
  packet.id = {0x61, 0x01};
  packet.data_count = 3;
  packet.user_data[0] = 0x96;
  packet.user_data[1] = 0x69;
  packet.user_data[2] = 0x01;
  finish(packet);
  return packet;
}

TEST(AncWords, SetEvenParityInB8AndItsInverseInB9) {
  EXPECT_EQ(with_parity(0x00), 0x200);
  EXPECT_EQ(with_parity(0x01), 0x101);
  EXPECT_EQ(with_parity(0x60), 0x260);
  EXPECT_EQ(with_parity(0x61), 0x161);
  EXPECT_EQ(with_parity(0xFF), 0x2FF);
  for (unsigned value = 0; value < 256; ++value) EXPECT_TRUE(parity_fits(with_parity(static_cast<uint8_t>(value))));
}

TEST(AncWords, FinishedPacketHasNoFault) { EXPECT_EQ(verify(finished_packet()), kAncFaultNone); }

TEST(AncWords, EachDamagedWordIsNamed) {
  auto sut = finished_packet();
  sut.did_word ^= 0x300;  // the parity is wrong and so is the nine-bit sum
  EXPECT_EQ(verify(sut), kAncFaultDidParity | kAncFaultChecksum);
  sut = finished_packet();
  sut.sdid_word ^= 0x200;  // b9 is in no sum
  EXPECT_EQ(verify(sut), kAncFaultSdidParity);
  sut = finished_packet();
  sut.dc_word ^= 0x200;
  EXPECT_EQ(verify(sut), kAncFaultDcParity);
  sut = finished_packet();
  sut.user_data[1] ^= 0x200;
  EXPECT_EQ(verify(sut), kAncFaultUdwParity);
  sut = finished_packet();
  sut.checksum_word ^= 0x001;
  EXPECT_EQ(verify(sut), kAncFaultChecksum);
}

TEST(AncWords, WrongB9OfTheChecksumIsAFaultOfItsOwn) {
  auto sut = finished_packet();
  sut.checksum_word ^= 0x200;
  EXPECT_EQ(verify(sut), kAncFaultChecksumB9Only);
}

TEST(AncWords, OnesComplementOfTheSumIsRecognised) {
  auto sut = finished_packet();
  EXPECT_FALSE(checksum_is_inverted(sut));
  sut.checksum_word = static_cast<uint16_t>(~sut.checksum_word & 0x3FF);
  EXPECT_TRUE(checksum_is_inverted(sut));
  EXPECT_EQ(verify(sut), kAncFaultChecksum);
}

}  // namespace
}  // namespace cw::bus
