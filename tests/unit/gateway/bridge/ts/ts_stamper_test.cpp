#include "gateway/bridge/ts/ts_stamper.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace cw::bridge {
namespace {

using Packet = std::array<uint8_t, kTsPacketBytes>;

/// A video packet with PCR base 0 extension 5, PTS 0x1'2345'6789 (33 bits) and DTS 0.
Packet packet() {
  Packet out{0x47, 0x41, 0x00, 0x30, 7, 0x10, 0, 0, 0, 0, 0x7E, 5, 0, 0, 1, 0xE0, 0, 0, 0x80, 0xC0, 10};
  const std::vector<uint8_t> pts{0x39, 0x8D, 0x15, 0xCF, 0x13};
  const std::vector<uint8_t> dts{0x11, 0x00, 0x01, 0x00, 0x01};
  std::ranges::copy(pts, out.begin() + 21);
  std::ranges::copy(dts, out.begin() + 26);
  return out;
}

int64_t stamp(const uint8_t* p) {
  return (int64_t{(p[0] >> 1) & 7} << 30) | (int64_t{p[1]} << 22) | (int64_t{p[2] >> 1} << 15) | (p[3] << 7) |
         (p[4] >> 1);
}

TEST(TsStamper, MovesPcrPtsAndDtsByTheSameTicks) {
  Packet sut = packet();
  const int64_t pts = stamp(&sut[21]);
  shift_clocks(sut, 1'000'000);
  EXPECT_EQ(read_pcr(sut), 1'000'000 * 300 + 5);
  EXPECT_EQ(stamp(&sut[21]), pts + 1'000'000);
  EXPECT_EQ(stamp(&sut[26]), 1'000'000);
  EXPECT_EQ(sut[21] & 0xF1, 0x31) << "marker bits stay";
  EXPECT_EQ(sut[26] & 0xF1, 0x11);
  EXPECT_EQ(sut[23] & 1, 1);
  EXPECT_EQ(sut[25] & 1, 1);
}

TEST(TsStamper, WrapsAt33Bits) {
  Packet sut = packet();
  const int64_t pts = stamp(&sut[21]);
  constexpr int64_t kWrap = int64_t{1} << 33;
  constexpr int64_t kTai = int64_t{1'700'000'000} * 90'000;
  shift_clocks(sut, kTai);
  EXPECT_EQ(stamp(&sut[21]), (pts + kTai) % kWrap);
  EXPECT_EQ(*read_pcr(sut) / 300, kTai % kWrap);
  shift_clocks(sut, -kTai);
  EXPECT_EQ(sut, packet());
}

TEST(TsStamper, LeavesNullPacketsAndPacketsWithoutClocksAlone) {
  Packet null{0x47, 0x1F, 0xFF, 0x10};
  const Packet before = null;
  EXPECT_TRUE(is_null_packet(null));
  shift_clocks(null, 77);
  EXPECT_EQ(null, before);
  Packet middle = packet();
  middle[1] = 0x01;
  middle[5] = 0;
  const Packet middle_before = middle;
  shift_clocks(middle, 77);
  EXPECT_EQ(middle, middle_before);
}

TEST(TsStamper, SurvivesAdaptationFieldsOfAnyLength) {
  for (unsigned length = 0; length < 256; ++length) {
    Packet sut = packet();
    sut[4] = static_cast<uint8_t>(length);
    shift_clocks(sut, 1);
  }
}

}  // namespace
}  // namespace cw::bridge
