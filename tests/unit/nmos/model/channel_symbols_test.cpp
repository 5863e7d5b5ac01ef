#include "nmos/model/channel_symbols.h"

#include <gmock/gmock.h>

namespace cw::nmos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ChannelSymbols, FollowTheGroupsOfTheChannelOrder) {
  EXPECT_THAT(channel_symbols("SMPTE2110.(51,ST,M,DM,LtRt)"),
              ElementsAre("L", "R", "C", "LFE", "Ls", "Rs", "L", "R", "M1", "M1", "M2", "Lt", "Rt"));
  EXPECT_THAT(channel_symbols("SMPTE2110.(71)"), ElementsAre("L", "R", "C", "LFE", "Lss", "Rss", "Lrs", "Rrs"));
  EXPECT_THAT(channel_symbols("SMPTE2110.(U03)"), ElementsAre("U01", "U02", "U03"));
}

TEST(ChannelSymbols, AreNotMadeUp) {
  EXPECT_THAT(channel_symbols(""), IsEmpty());
  EXPECT_THAT(channel_symbols("SMPTE2110.(ST,SGRP)"), IsEmpty());
  EXPECT_THAT(channel_symbols("SMPTE2110.(U65)"), IsEmpty());
  EXPECT_THAT(channel_symbols("SMPTE2110.(U00)"), IsEmpty());
  EXPECT_THAT(channel_symbols("SMPTE2110.(U1x)"), IsEmpty());
  EXPECT_THAT(channel_symbols("SMPTE2110.("), IsEmpty());
}

}  // namespace
}  // namespace cw::nmos
