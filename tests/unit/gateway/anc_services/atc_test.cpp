#include "gateway/anc_services/atc.h"

#include <gtest/gtest.h>

#include "gateway/bus/anc_words.h"
#include "tests/support/captures.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

TEST(Atc, ReadsBackWhatItBuildsAtEveryRate) {
  for (const Rate rate : {Rate::hz(24), Rate::hz(25), *Rate::create(30'000, 1001), Rate::hz(50), Rate::hz(60)}) {
    for (const bool second : {false, true}) {
      Atc atc;
      atc.dbb1 = 1;
      atc.dbb2 = 0xA5;
      atc.timecode = {.hours = 23, .minutes = 58, .seconds = 47, .frames = 19, .second = second, .drop_frame = true};
      atc.colour_frame = true;
      atc.binary_groups = {1, 2, 3, 4, 5, 6, 7, 15};
      bus::AncPacket packet;
      build_atc(atc, rate, packet);
      EXPECT_EQ(bus::verify(packet), bus::kAncFaultNone);
      const auto sut = parse_atc(packet, rate);
      ASSERT_TRUE(sut);
      EXPECT_EQ(sut->timecode, atc.timecode);
      EXPECT_EQ(sut->dbb1, 1);
      EXPECT_EQ(sut->dbb2, 0xA5);
      EXPECT_TRUE(sut->colour_frame);
      EXPECT_EQ(sut->binary_groups, atc.binary_groups);
    }
  }
}

TEST(Atc, RefusesDigitsThatAreNone) {
  bus::AncPacket packet;
  build_atc(Atc{}, Rate::hz(25), packet);
  packet.user_data[0] = 0xF0;
  EXPECT_FALSE(parse_atc(packet));
  build_atc(Atc{}, Rate::hz(25), packet);
  packet.data_count = 15;
  EXPECT_FALSE(parse_atc(packet));
  packet.data_count = 16;
  packet.id = {0x61, 0x01};
  EXPECT_FALSE(parse_atc(packet));
}

std::string digits(unsigned value) { return std::to_string(value / 10) + std::to_string(value % 10); }

std::string text_of(const Timecode& t) {
  return digits(t.hours) + ":" + digits(t.minutes) + ":" + digits(t.seconds) + (t.drop_frame ? ";" : ":") +
         digits(t.frames);
}

class AtcCaptures : public testing::TestWithParam<const char*> {};

TEST_P(AtcCaptures, HaveTheDescribedTimecodes) {
  CW_REQUIRE_CAPTURE(path, GetParam());
  const auto expected = test::expected_of(path)["decoded"]["atc"];
  size_t seen = 0;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kAtcId) continue;
    ASSERT_LT(seen, expected.size());
    const auto& row = expected[seen++];
    ASSERT_EQ(row[0].get<int>(), captured.record);
    EXPECT_EQ(row[3].get<int>(), captured.packet.line);
    const auto sut = parse_atc(captured.packet);
    ASSERT_TRUE(sut) << captured.record;
    EXPECT_EQ(text_of(sut->timecode), row[4]["tc"].get<std::string>()) << captured.record;
    EXPECT_EQ(sut->dbb1, row[4]["dbb1"].get<int>());
    EXPECT_EQ(sut->dbb2, row[4]["dbb2"].get<int>());
    EXPECT_EQ(sut->colour_frame, row[4]["color_frame"].get<bool>());
    EXPECT_EQ(sut->seconds_flag ? 1 : 0, row[4]["flag_s"].get<int>());
    EXPECT_EQ(sut->minutes_flag ? 1 : 0, row[4]["flag_m"].get<int>());
    EXPECT_EQ(sut->hours_flags, row[4]["flag_h"].get<int>());
  }
  EXPECT_EQ(seen, expected.size());
}

INSTANTIATE_TEST_SUITE_P(All, AtcCaptures,
                         testing::Values("ST2110-40_ancillary_data.pcap", "2110-40_5994i.pcap", "OP47_first_300.pcap",
                                         "anc_tc_cc_afd_first_48.pcap", "anc_with_wrong_DID_and_payload.pcap"));

}  // namespace
}  // namespace cw::anc_services
