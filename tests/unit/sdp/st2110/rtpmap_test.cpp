#include "sdp/st2110/rtpmap.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

TEST(Rtpmap, SeparatesEncodingClockAndChannels) {
  Warnings warnings;
  const Rtpmap sut = parse_rtpmap("L24/48000/8", 8, warnings);
  EXPECT_EQ(sut.encoding, "L24");
  EXPECT_EQ(sut.clock_rate_hz, 48'000U);
  EXPECT_EQ(sut.parameters, "8");
  EXPECT_TRUE(warnings.take().empty());
}

TEST(Rtpmap, SpellsKnownEncodingsAsTheStandardsDo) {
  Warnings warnings;
  EXPECT_EQ(parse_rtpmap("RAW/90000", 8, warnings).encoding, "raw");
  EXPECT_EQ(to_text(warnings.take().at(0)),
            "line 8, a=rtpmap: encoding is \"RAW\", read as raw (RFC 8866 6.6); write raw");
}

TEST(Rtpmap, LeavesOutWhatIsNoNumber) {
  Warnings warnings;
  EXPECT_EQ(parse_rtpmap("x/y", 8, warnings).clock_rate_hz, std::nullopt);
  EXPECT_EQ(parse_rtpmap("", 8, warnings).encoding, "");
}

}  // namespace
}  // namespace cw::sdp
