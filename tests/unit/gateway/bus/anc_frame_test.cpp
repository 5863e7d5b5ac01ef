#include "gateway/bus/anc_frame.h"

#include <gtest/gtest.h>

namespace cw::bus {
namespace {

TEST(AncFrame, TakesPacketsUntilItIsFull) {
  AncFrame sut;
  for (size_t i = 0; i < kMaxAncPackets; ++i) {
    AncPacket* packet = sut.append();
    ASSERT_NE(packet, nullptr);
    packet->line = static_cast<uint16_t>(i);
  }
  EXPECT_EQ(sut.append(), nullptr);
  EXPECT_EQ(sut.span().size(), kMaxAncPackets);
  EXPECT_EQ(sut.span().back().line, kMaxAncPackets - 1);
}

TEST(AncPacket, ShowsOnlyItsUserData) {
  AncPacket sut;
  EXPECT_TRUE(sut.words().empty());
  sut.data_count = 255;
  EXPECT_EQ(sut.words().size(), 255U);
}

}  // namespace
}  // namespace cw::bus
