#include "ptp/wire/tlv.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

TEST(TlvReader, GivesOneAfterTheOther) {
  constexpr std::array<uint8_t, 14> kOctets{0, 3, 0, 2, 7, 8, 0x40, 0x00, 0, 0, 0, 8, 0, 0};
  TlvReader sut(kOctets);
  const auto first = sut.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->type, tlv_type::kOrganizationExtension);
  EXPECT_TRUE(std::ranges::equal(first->value, std::array<uint8_t, 2>{7, 8}));
  const auto second = sut.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->type, 0x4000);
  EXPECT_TRUE(second->value.empty());
  EXPECT_EQ(sut.next()->type, tlv_type::kPathTrace);
  EXPECT_FALSE(sut.next());
  EXPECT_TRUE(sut.ok());
}

TEST(TlvReader, IsContentWithNothing) {
  TlvReader sut({});
  EXPECT_FALSE(sut.next());
  EXPECT_TRUE(sut.ok());
}

TEST(TlvReader, StopsForGoodAtOneThatIsCut) {
  constexpr std::array<uint8_t, 6> kOctets{0, 3, 0, 4, 7, 8};
  for (size_t size = 1; size <= kOctets.size(); ++size) {
    TlvReader sut(Bytes(kOctets).first(size));
    EXPECT_FALSE(sut.next());
    EXPECT_FALSE(sut.ok());
    EXPECT_FALSE(sut.next());
  }
}

TEST(TlvReader, TakesNoOddLength) {
  constexpr std::array<uint8_t, 9> kOctets{0, 3, 0, 1, 7, 0, 3, 0, 0};
  TlvReader sut(kOctets);
  EXPECT_FALSE(sut.next());
  EXPECT_FALSE(sut.ok());
}

TEST(WriteTlv, WritesWhatTheReaderReads) {
  constexpr std::array<uint8_t, 4> kValue{1, 2, 3, 4};
  std::array<uint8_t, 8> out{};
  ASSERT_EQ(write_tlv({.type = tlv_type::kManagement, .value = kValue}, out), 8U);
  TlvReader sut(out);
  const auto tlv = sut.next();
  ASSERT_TRUE(tlv);
  EXPECT_EQ(tlv->type, tlv_type::kManagement);
  EXPECT_TRUE(std::ranges::equal(tlv->value, kValue));
}

TEST(WriteTlv, RefusesWhatDoesNotFit) {
  const std::vector<uint8_t> value(0x10000);
  std::vector<uint8_t> out(0x10004);
  EXPECT_EQ(write_tlv({.type = 1, .value = value}, out), 0U);
  EXPECT_EQ(write_tlv({.type = 1, .value = Bytes(value).first(3)}, out), 0U);
  EXPECT_EQ(write_tlv({.type = 1, .value = Bytes(value).first(4)}, MutableBytes(out).first(7)), 0U);
}

}  // namespace
}  // namespace cw::ptp
