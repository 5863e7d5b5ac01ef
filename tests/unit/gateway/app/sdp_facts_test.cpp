#include "gateway/app/sdp_facts.h"

#include <gtest/gtest.h>

#include "gateway/app/sdp_report.h"
#include "gateway/core/ipv4_text.h"

namespace cw::app {
namespace {

std::string text_of(const std::vector<Fact>& facts, std::string_view key) {
  for (const Fact& fact : facts) {
    if (fact.key == key) return fact.text;
  }
  return "none";
}

TEST(SdpFacts, NameEveryKindOfEssence) {
  EXPECT_EQ(essence_name(sdp::VideoParameters{}), "ST 2110-20 video");
  EXPECT_EQ(essence_name(sdp::AudioParameters{}), "ST 2110-30 audio");
  EXPECT_EQ(essence_name(sdp::AncParameters{}), "ST 2110-40 ancillary data");
  EXPECT_EQ(essence_name(sdp::CompressedVideoParameters{}), "ST 2110-22 video, jxsv");
  EXPECT_EQ(essence_name(sdp::Am824Parameters{}), "ST 2110-31 AES3 audio");
  EXPECT_EQ(essence_name(sdp::OtherEssence{.encoding = "ST2110-41"}), "ST 2110-41 fast metadata");
  EXPECT_EQ(essence_name(sdp::OtherEssence{.encoding = "SMPTE2022-6"}), "ST 2022-8 SDI over IP (ST 2022-6)");
  EXPECT_EQ(essence_name(sdp::OtherEssence{.encoding = "H264"}), "video of another standard, H264");
}

TEST(SdpFacts, LeaveOutWhatIsNotSaid) {
  EXPECT_EQ(text_of(facts_of(sdp::VideoParameters{}), "troff_us"), "none");
  sdp::VideoParameters late;
  late.troff_us = 37;
  EXPECT_EQ(text_of(facts_of(late), "troff_us"), "37 us");
  EXPECT_TRUE(facts_of(sdp::TimestampSource{}).empty());
  EXPECT_EQ(text_of(facts_of(sdp::CompressedVideoParameters{.rate = FrameRate::hz(50)}), "frame_rate"), "50");
}

TEST(SdpFacts, PutIdsOfAncillaryDataInARow) {
  sdp::AncParameters anc;
  EXPECT_EQ(text_of(facts_of(anc), "did_sdid"), "any");
  anc.did_sdid = {{0x61, 0x02}, {0x41, 0x07}};
  EXPECT_EQ(text_of(facts_of(anc), "did_sdid"), "61/02, 41/07");
}

TEST(SdpFacts, TellWhereALegComesFrom) {
  sdp::MediaLeg leg;
  leg.destination = *parse_endpoint("239.1.1.1:5004");
  leg.media_clock.direct = false;
  const auto sut = facts_of(leg);
  EXPECT_EQ(text_of(sut, "port"), "5004");
  EXPECT_EQ(text_of(sut, "sources"), "any");
  EXPECT_EQ(text_of(sut, "ttl"), "64");
  EXPECT_EQ(text_of(sut, "reference_clocks"), "not given");
  EXPECT_EQ(text_of(sut, "media_clock"), "not locked to the reference (sender)");
}

}  // namespace
}  // namespace cw::app
