#include "sdp/st2110/reader.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

std::string fault_of(const std::string& text) {
  const auto result = read_st2110(text);
  return result ? "" : result.error().message;
}

TEST(St2110Reader, JoinsTwoLegsToOneMedia) {
  const auto sut = read_st2110(kTwoLegs);
  ASSERT_TRUE(sut) << sut.error().message;
  ASSERT_EQ(sut->media.size(), 1U);
  const St2110Media& media = sut->media[0];
  EXPECT_EQ(media.payload_type.value, 112);
  ASSERT_EQ(media.legs.size(), 2U);
  EXPECT_EQ(to_text(media.legs[0].destination), "239.100.9.10:50000");
  EXPECT_EQ(to_text(media.legs[1].destination), "239.101.9.10:50020");
  EXPECT_EQ(to_text(media.legs[1].sources.at(0)), "192.168.101.2");
  EXPECT_EQ(media.legs[1].mid, "secondary");
  EXPECT_EQ(media.legs[1].ttl, 32);
  EXPECT_EQ(to_text(sut->origin), "192.168.100.2");
}

TEST(St2110Reader, PutsTheLegThatTheGroupNamesFirstFirst) {
  const auto sut = read_st2110(with(kTwoLegs, "DUP primary secondary", "DUP secondary primary"));
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->media[0].legs[0].mid, "secondary");
}

TEST(St2110Reader, ReadsTwoSectionsWithoutAGroupAsTwoMedia) {
  EXPECT_EQ(read_st2110(with(kTwoLegs, "a=group:DUP", "a=group:LS"))->media.size(), 2U);
}

TEST(St2110Reader, ReadsAudioWithSessionLevelLines) {
  const auto sut = read_st2110(kAudio);
  ASSERT_TRUE(sut) << sut.error().message;
  const auto& audio = std::get<AudioParameters>(sut->media[0].parameters);
  EXPECT_EQ(audio.channels, 8);
  EXPECT_EQ(audio.packet_time_us, 125U);
  EXPECT_EQ(audio.channel_order, "SMPTE2110.(51,ST)");
  EXPECT_EQ(to_text(sut->media[0].legs[0].destination), "239.1.2.3:5004");
  EXPECT_EQ(sut->media[0].legs[0].reference_clocks.at(0).kind, ReferenceClock::Kind::kLocalMac);
  EXPECT_EQ(sut->media[0].legs[0].media_clock.offset_ticks, 963214424U);
}

TEST(St2110Reader, ReadsAnc) {
  const auto sut = read_st2110(kAnc);
  ASSERT_TRUE(sut) << sut.error().message;
  EXPECT_EQ(std::get<AncParameters>(sut->media[0].parameters).did_sdid,
            (std::vector<DidSdid>{{0x61, 0x02}, {0x41, 0x05}}));
}

TEST(St2110Reader, SaysWhatIsWrongWithAGroup) {
  EXPECT_EQ(fault_of(with(kTwoLegs, "DUP primary secondary", "DUP primary third")),
            "line 7, a=group:DUP: names \"third\"; there is no other media section with a=mid:third");
  EXPECT_EQ(fault_of(with(kTwoLegs, "DUP primary secondary", "DUP primary")),
            "line 7, a=group:DUP: names 1 media sections; allowed are 2");
  EXPECT_EQ(fault_of(with(kTwoLegs, "DUP primary secondary", "DUP primary primary")),
            "line 7, a=group:DUP: names a media section twice; allowed is two sections, in one group each");
  EXPECT_EQ(fault_of(with(kTwoLegs, "width=1280", "width=1920")),
            "line 16, m=: differs in format or payload type from the section in line 8 that a=group:DUP joins it to; "
            "both legs of ST "
            "2022-7 are alike");
}

TEST(St2110Reader, SaysWhichMediaItTakes) {
  EXPECT_EQ(fault_of(with(kAudio, "L24/48000/8", "AM824/48000/8")),
            "line 8, a=rtpmap: m=\"audio\" with \"AM824/48000/8\" is not supported; allowed is video with raw/90000 or "
            "smpte291/90000, "
            "audio with L16 or L24");
  EXPECT_EQ(fault_of(with(kAudio, "rtpmap:97", "rtpmap:98")), "line 7, m=: has no a=rtpmap for payload type \"97\"");
  EXPECT_EQ(fault_of(with(kAudio, "RTP/AVP", "UDP")), "line 7, m=: protocol is \"UDP\"; allowed is RTP/AVP");
  EXPECT_EQ(fault_of(with(kAudio, "AVP 97", "AVP 97 98")),
            "line 7, m=: payload type is wrong; allowed is one from 96 to 127");
  EXPECT_EQ(fault_of("v=0\no=- 1 2 IN IP4 10.0.0.1\ns=-\n"), "the SDP has no m= line; there is nothing to receive");
}

}  // namespace
}  // namespace cw::sdp
