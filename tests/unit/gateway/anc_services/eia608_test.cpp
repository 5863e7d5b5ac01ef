#include "gateway/anc_services/eia608.h"

#include <gtest/gtest.h>

#include "gateway/anc_services/cdp.h"
#include "tests/support/captures.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

TEST(Eia608, SetsOddParity) {
  EXPECT_EQ(with_odd_parity(0x00), 0x80);
  EXPECT_EQ(with_odd_parity(0x01), 0x01);
  EXPECT_EQ(with_odd_parity(0x14), 0x94);
  EXPECT_TRUE(odd_parity_fits(0x80));
  EXPECT_FALSE(odd_parity_fits(0x00));
}

std::string read_all(const std::vector<Eia608Pair>& pairs) {
  Eia608Reader reader;
  std::string text;
  for (const auto& pair : pairs) {
    if (const auto event = reader.read(pair)) {
      text += event->kind == Eia608Event::Kind::kText ? event->text : "[" + event->text + "]";
    }
  }
  return text;
}

TEST(Eia608, ReadsTheRowItRollsUp) {
  EXPECT_EQ(read_all(roll_up_row("HELLO, WORLD!")), "[RU2][CR][PAC r15 10]HELLO, WORLD!");
}

TEST(Eia608, KeepsToThirtyTwoBasicCharacters) {
  EXPECT_EQ(read_all(roll_up_row(std::string(40, 'A'))).size(), read_all(roll_up_row("")).size() + 32);
  EXPECT_EQ(read_all(roll_up_row("a*b{c")), "[RU2][CR][PAC r15 10]a b c");
}

TEST(Eia608, ErasesTheDisplay) { EXPECT_EQ(read_all(erase_displayed()), "[EDM]"); }

TEST(Eia608Reader, TakesDoubledCodesOnceButRepeatedOnesTwice) {
  const Eia608Pair carriage_return{0x94, 0xAD};
  EXPECT_EQ(read_all({carriage_return, carriage_return}), "[CR]");
  EXPECT_EQ(read_all({carriage_return, carriage_return, carriage_return}), "[CR][CR]");
}

TEST(Eia608Reader, ReadsLettersBeyondAscii) {
  EXPECT_EQ(read_all({{with_odd_parity(0x7B), with_odd_parity(0x5C)}, {0x91, with_odd_parity(0x38)}}), "çéà");
}

TEST(Eia608Reader, CountsParityErrors) {
  Eia608Reader sut;
  EXPECT_FALSE(sut.read({0x00, 0x80}));
  EXPECT_EQ(sut.parity_errors(), 1U);
}

TEST(Eia608Reader, FollowsTheSecondChannel) {
  Eia608Reader sut;
  EXPECT_EQ(sut.read({with_odd_parity(0x1C), with_odd_parity(0x25)})->channel, 2);
  EXPECT_EQ(sut.read({with_odd_parity('H'), with_odd_parity('I')})->channel, 2);
}

/// Field 1 of one line as the tokens of the capture's description: text runs as `channel:'text`, codes as `channel:NAME`.
class Tokens {
 public:
  void add(const Eia608Event& event) {
    const bool text = event.kind == Eia608Event::Kind::kText;
    const std::string channel = std::to_string(event.channel) + ":";
    if (text && in_text_ == event.channel) {
      all.back() += event.text;
      return;
    }
    all.push_back(text ? channel + "'" + event.text : channel + event.text);
    in_text_ = text ? event.channel : 0;
  }
  std::vector<std::string> all;

 private:
  int in_text_ = 0;
};

class Eia608Captures : public testing::TestWithParam<const char*> {};

TEST_P(Eia608Captures, ReadTheDescribedTextAndCodes) {
  CW_REQUIRE_CAPTURE(path, GetParam());
  std::map<std::string, std::pair<Eia608Reader, Tokens>> lines;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kCdpId) continue;
    const auto cdp = parse_cdp(captured.packet.words());
    auto& [reader, tokens] = lines[std::to_string(captured.packet.line)];
    for (const auto& triplet : cdp->triplets()) {
      if (!triplet.valid || triplet.type != kCcField1) continue;
      if (const auto event = reader.read(triplet.data)) tokens.add(*event);
    }
  }
  const auto expected = test::expected_of(path)["captions"];
  for (const auto& [line, reading] : lines) {
    EXPECT_EQ(reading.second.all, expected[line]["eia608_field1"]["tokens"].get<std::vector<std::string>>());
  }
  EXPECT_FALSE(lines.empty());
}

INSTANTIATE_TEST_SUITE_P(All, Eia608Captures,
                         testing::Values("ST2110-40-Closed_Captions.cap", "ST2110-40_ancillary_data.pcap",
                                         "2110-40_5994i.pcap", "anc_tc_cc_afd_first_48.pcap"));

}  // namespace
}  // namespace cw::anc_services
