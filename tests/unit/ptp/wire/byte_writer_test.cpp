#include "ptp/wire/byte_writer.h"

#include <array>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

TEST(ByteWriter, WritesWhatAByteReaderReads) {
  std::array<uint8_t, 25> out{};
  out.fill(0xEE);
  ByteWriter sut(out);
  sut.u8(0x01);
  sut.u16(0x0203);
  sut.u32(0x04050607);
  sut.u48(0xFFFF'0809'0A0B'0C0D);
  sut.u64(0x0E0F'1011'1213'1415);
  sut.zeros(2);
  sut.bytes(std::array<uint8_t, 2>{0x18, 0x19});
  EXPECT_TRUE(sut.ok());
  EXPECT_EQ(sut.size(), out.size());
  const std::array<uint8_t, 25> expected{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D,
                                         0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x00, 0x00, 0x18, 0x19};
  EXPECT_EQ(out, expected);
}

TEST(ByteWriter, StaysWithinItsBuffer) {
  std::array<uint8_t, 4> out{1, 2, 3, 4};
  ByteWriter sut(MutableBytes(out).first(3));
  sut.u16(0xAABB);
  sut.u16(0xCCDD);
  EXPECT_FALSE(sut.ok());
  sut.u8(0xEE);
  EXPECT_FALSE(sut.ok());
  EXPECT_EQ(out, (std::array<uint8_t, 4>{0xAA, 0xBB, 3, 4}));
}

}  // namespace
}  // namespace cw::ptp
