#include "gateway/anc_services/afd.h"

#include <gtest/gtest.h>

#include "gateway/bus/anc_words.h"
#include "tests/support/captures.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

TEST(Afd, ReadsBackWhatItBuilds) {
  const Afd afd{.code = 10, .wide = false, .bar_flags = 0b1100, .bar_value_1 = 140, .bar_value_2 = 0xFEDC};
  bus::AncPacket packet;
  build_afd(afd, packet);
  EXPECT_EQ(bus::verify(packet), bus::kAncFaultNone);
  EXPECT_EQ(packet.data_count, 8);
  EXPECT_EQ(parse_afd(packet), afd);
}

TEST(Afd, RefusesOtherAndShortPackets) {
  bus::AncPacket packet;
  build_afd(Afd{}, packet);
  packet.data_count = 7;
  EXPECT_FALSE(parse_afd(packet));
  packet.data_count = 8;
  packet.id = {0x41, 0x06};
  EXPECT_FALSE(parse_afd(packet));
}

TEST(Afd, NamesItsCodes) {
  EXPECT_STREQ(afd_name(8), "full frame");
  EXPECT_STREQ(afd_name(9), "4:3 centre");
  EXPECT_STREQ(afd_name(1), "reserved");
  EXPECT_STREQ(afd_name(200), "reserved");
}

class AfdCaptures : public testing::TestWithParam<const char*> {};

TEST_P(AfdCaptures, HaveTheDescribedValues) {
  CW_REQUIRE_CAPTURE(path, GetParam());
  const auto expected = test::expected_of(path)["decoded"]["afd"];
  size_t seen = 0;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kAfdId) continue;
    ASSERT_LT(seen, expected.size());
    const auto& row = expected[seen++];
    const auto sut = parse_afd(captured.packet);
    ASSERT_TRUE(sut);
    EXPECT_EQ(sut->code, row[4]["afd"].get<int>());
    EXPECT_STREQ(afd_name(sut->code), row[4]["name"].get<std::string>().c_str());
    EXPECT_EQ(sut->wide, row[4]["ar"] == "16:9");
    EXPECT_EQ(sut->bar_flags, row[4]["bar_flags"].get<int>());
    EXPECT_EQ(sut->bar_value_1, row[4]["bar1"].get<int>());
    EXPECT_EQ(sut->bar_value_2, row[4]["bar2"].get<int>());
  }
  EXPECT_EQ(seen, expected.size());
}

INSTANTIATE_TEST_SUITE_P(All, AfdCaptures,
                         testing::Values("anc_tc_cc_afd_first_48.pcap", "anc_with_wrong_DID_and_payload.pcap"));

}  // namespace
}  // namespace cw::anc_services
