#include "sdp/st2110/channel_order.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

std::string read(std::string_view text, bool aes3_groups = false) {
  const auto order = parse_channel_order(text, aes3_groups);
  return order ? order->text + " " + std::to_string(order->channels) : "none";
}

TEST(SdpChannelOrder, CountsTheChannelsOfEachGroup) {
  EXPECT_EQ(read("SMPTE2110.(51,ST)"), "SMPTE2110.(51,ST) 8");
  EXPECT_EQ(read("SMPTE2110.(M,DM,LtRt,71,222,SGRP,U08)"), "SMPTE2110.(M,DM,LtRt,71,222,SGRP,U08) 49");
}

TEST(SdpChannelOrder, SeesPastOtherForms) {
  EXPECT_EQ(read("SMPTE2110.ST"), "SMPTE2110.(ST) 2");
  EXPECT_EQ(read("smpte2110.( 5.1, st )"), "SMPTE2110.(51,ST) 8");
  EXPECT_EQ(read("SMPTE2110.(ltrt,U8)"), "SMPTE2110.(LtRt,U08) 10");
}

TEST(SdpChannelOrder, KnowsNoOthers) {
  for (const char* other :
       {"", "SMPTE2110", "SMPTE2110.()", "SMPTE2110.(XX)", "SMPTE2110.(U65)", "SMPTE2110.(U00)", "DV.LRLsRs"}) {
    EXPECT_EQ(read(other), "none") << other;
  }
  EXPECT_EQ(read("SMPTE2110.(AES3)"), "none");
  EXPECT_EQ(read("SMPTE2110.(AES3)", true), "SMPTE2110.(AES3) 2");
}

TEST(SdpChannelOrder, OfACountSaysNoMoreThanIsSure) {
  EXPECT_EQ(plain_channel_order(1), "SMPTE2110.(M)");
  EXPECT_EQ(plain_channel_order(2), "SMPTE2110.(ST)");
  EXPECT_EQ(plain_channel_order(6), "SMPTE2110.(U06)");
  EXPECT_EQ(plain_channel_order(64), "SMPTE2110.(U64)");
}

}  // namespace
}  // namespace cw::sdp
