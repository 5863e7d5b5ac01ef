#include "gateway/core/byte_reader.h"

#include <array>

#include <gtest/gtest.h>

namespace cw {
namespace {

constexpr std::array<uint8_t, 16> kOctets{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

TEST(ByteReader, ReadsNetworkOrder) {
  ByteReader sut(kOctets);
  EXPECT_EQ(sut.u8(), 0x00);
  EXPECT_EQ(sut.u16(), 0x0102);
  EXPECT_EQ(sut.u32(), 0x03040506U);
  EXPECT_EQ(sut.u64(), 0x0708090A0B0C0D0EU);
  EXPECT_EQ(sut.position(), 15U);
  EXPECT_EQ(sut.remaining(), 1U);
  EXPECT_TRUE(sut.ok());
}

TEST(ByteReader, ReadsPastTheEndYieldZeroForGood) {
  ByteReader sut(Bytes(kOctets).first(3));
  EXPECT_EQ(sut.u32(), 0U);
  EXPECT_FALSE(sut.ok());
  EXPECT_EQ(sut.u8(), 0);  // one octet would fit, but nothing is trusted any more
  EXPECT_TRUE(sut.bytes(1).empty());
  EXPECT_FALSE(sut.ok());
}

TEST(ByteReader, HugeCountsDoNotWrapAround) {
  ByteReader sut(kOctets);
  sut.u8();
  sut.skip(SIZE_MAX);
  EXPECT_FALSE(sut.ok());
  EXPECT_EQ(sut.position(), 1U);
}

TEST(ByteReader, GivesViewsAndTheRest) {
  ByteReader sut(kOctets);
  EXPECT_EQ(sut.bytes(4).data(), kOctets.data());
  EXPECT_EQ(sut.rest().size(), 12U);
  EXPECT_EQ(sut.remaining(), 0U);
  EXPECT_TRUE(sut.bytes(0).empty());
  EXPECT_TRUE(sut.ok());
}

TEST(ByteReader, StoresWhatItLoads) {
  std::array<uint8_t, 8> octets{};
  store_be16(octets.data(), 0xABCD);
  EXPECT_EQ(load_be16(octets.data()), 0xABCD);
  store_be32(octets.data(), 0x89ABCDEF);
  EXPECT_EQ(load_be32(octets.data()), 0x89ABCDEF);
  store_be64(octets.data(), 0xFEDCBA9876543210);
  EXPECT_EQ(load_be64(octets.data()), 0xFEDCBA9876543210);
}

}  // namespace
}  // namespace cw
