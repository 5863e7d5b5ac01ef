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

nlohmann::ordered_json value_of(const std::vector<Fact>& facts, std::string_view key) {
  for (const Fact& fact : facts) {
    if (fact.key == key) return fact.value;
  }
  return nullptr;
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
  EXPECT_EQ(text_of(facts_of(sdp::CompressedVideoParameters{.rate = FrameRate::hz(50)}), "frame_rate"), "50 frames/s");
}

TEST(SdpFacts, PutIdsOfAncillaryDataInARow) {
  sdp::AncParameters anc;
  EXPECT_EQ(text_of(facts_of(anc), "did_sdid"), "any");
  anc.did_sdid = {{0x61, 0x02}, {0x41, 0x07}};
  EXPECT_EQ(text_of(facts_of(anc), "did_sdid"), "61/02, 41/07");
}

TEST(SdpFacts, SpeakInWordsToPeopleAndInTheStandardsNamesToPrograms) {
  sdp::VideoParameters video;
  video.depth = 16;
  video.floating_point = true;
  const auto sut = facts_of(video);
  EXPECT_EQ(text_of(sut, "depth"), "16 bits, floating point");
  EXPECT_EQ(value_of(sut, "depth"), 16);
  EXPECT_EQ(text_of(sut, "sender_type"), "narrow, gapped or linear (2110TPN)");
  EXPECT_EQ(value_of(sut, "sender_type"), "2110TPN");
  EXPECT_EQ(value_of(sut, "packing"), "2110GPM");
  const auto times = facts_of(sdp::TimestampSource{.mode = sdp::TimestampMode::kSampling, .delay_us = 250});
  EXPECT_EQ(text_of(times, "timestamp_mode"), "when the picture or sound was taken (SAMP)");
  EXPECT_EQ(value_of(times, "timestamp_delay_us"), 250);
}

TEST(SdpFacts, TellWhichClocksALegFollows) {
  using Kind = sdp::ReferenceClock::Kind;
  sdp::MediaLeg leg;
  for (const Kind kind : {Kind::kPtp, Kind::kPtpTraceable, Kind::kLocalMac, Kind::kOther}) {
    leg.reference_clocks.push_back({.kind = kind, .grandmaster = "39-A7", .domain = 9, .text = "gps"});
  }
  leg.media_clock.offset_ticks = 5;
  const auto sut = facts_of(leg);
  EXPECT_EQ(
      text_of(sut, "reference_clocks"),
      "PTP IEEE1588-2008, grandmaster 39-A7, domain 9; PTP IEEE1588-2008, any traceable grandmaster; the sender's "
      "own, gps; gps");
  EXPECT_EQ(value_of(sut, "reference_clocks")[0]["domain"], 9);
  EXPECT_EQ(value_of(sut, "reference_clocks")[3]["kind"], "other");
  EXPECT_EQ(text_of(sut, "media_clock"), "locked to the reference, offset 5 ticks");
  EXPECT_EQ(value_of(sut, "media_clock")["offset_ticks"], 5);
  EXPECT_FALSE(value_of(sut, "media_clock").contains("rate"));
  leg.media_clock = {.direct = true, .offset_ticks = 0, .rate = "90000"};
  EXPECT_EQ(text_of(facts_of(leg), "media_clock"), "locked to the reference (direct=0), rate 90000");
  EXPECT_EQ(value_of(facts_of(leg), "media_clock")["rate"], "90000");
}

TEST(SdpFacts, TellWhereALegComesFrom) {
  sdp::MediaLeg leg;
  leg.destination = *parse_endpoint("239.1.1.1:5004");
  leg.media_clock.direct = false;
  const auto sut = facts_of(leg);
  EXPECT_EQ(text_of(sut, "port"), "5004");
  EXPECT_EQ(text_of(sut, "sources"), "any");
  EXPECT_EQ(text_of(sut, "ttl"), "64");
  EXPECT_EQ(text_of(sut, "title"), "none");
  leg.title = "Camera 1, blue";
  EXPECT_EQ(text_of(facts_of(leg), "title"), "Camera 1, blue");
  EXPECT_EQ(text_of(sut, "reference_clocks"), "not given");
  EXPECT_EQ(text_of(sut, "media_clock"), "not locked to the reference (sender)");
}

}  // namespace
}  // namespace cw::app
