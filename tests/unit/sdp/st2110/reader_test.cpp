#include "sdp/st2110/reader.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

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

TEST(St2110Reader, HasNothingToSayOfWhatIsRight) { EXPECT_EQ(warnings_of(std::string(kTwoLegs)), ""); }

TEST(St2110Reader, KeepsWhatTheSessionSaysOtherwise) {
  const auto sut =
      read_st2110(with(kTwoLegs, "t=0 0\r\na=recvonly", "u=http://x/\r\nt=1 2\r\na=recvonly\r\na=group:LS a b"));
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->title, "1080p59.94");
  EXPECT_EQ(sut->lines, (std::vector<OtherLine>{{'u', "http://x/"}, {'t', "1 2"}}));
  EXPECT_EQ(sut->attributes, (std::vector<Attribute>{{"recvonly", ""}, {"group", "LS a b"}}));
}

TEST(St2110Reader, KeepsAnOriginThatIsNoIpv4Address) {
  EXPECT_EQ(read_st2110(with(kTwoLegs, "IP4 192.168.100.2", "IP6 2001:db8::1"))->origin_host, "IP6 2001:db8::1");
  EXPECT_EQ(read_st2110(with(kTwoLegs, "IP4 192.168.100.2", "IP4 cam.example"))->origin_host, "IP4 cam.example");
}

TEST(St2110Reader, NeedsAMedium) {
  EXPECT_EQ(fault_of("v=0\no=- 1 2 IN IP4 10.0.0.1\ns=-\n"), "the SDP has no m= line; there is nothing to receive");
}

TEST(St2110Reader, DropsAMidThatAnotherSectionHas) {
  const std::string text =
      with(with(kTwoLegs, "a=mid:secondary", "a=mid:primary"), "a=group:DUP primary secondary\r\n", "");
  const auto sut = read_st2110_with_warnings(text);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->session.media.at(1).legs.at(0).mid, "");
  ASSERT_EQ(sut->warnings.size(), 1U);
  EXPECT_EQ(sut->warnings[0].where, "a=mid");
}

}  // namespace
}  // namespace cw::sdp
