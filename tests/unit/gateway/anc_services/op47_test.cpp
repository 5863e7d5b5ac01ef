#include "gateway/anc_services/op47.h"

#include <gtest/gtest.h>

#include "gateway/bus/anc_words.h"
#include "tests/support/captures.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

/// One page header on line 21 of the first field, every octet by hand.
std::vector<uint16_t> example() {
  std::vector<uint16_t> words{0x51, 0x15, 0,    0x02, 0x95, 0,    0,
                              0,    0,    0x55, 0x55, 0x27, 0x15, 0x15};  // magazine 8, row 0
  for (const unsigned nibble : {0x02U, 0x15U, 0x15U, 0x15U, 0x15U, 0x15U, 0x15U, 0x15U})
    words.push_back(static_cast<uint16_t>(nibble));
  for (int i = 0; i < 32; ++i) words.push_back(i == 0 ? uint16_t{0xC1} : uint16_t{0x20});
  words.insert(words.end(), {0x74, 0x12, 0x34});
  words[2] = static_cast<uint16_t>(words.size() + 1);
  unsigned sum = 0;
  for (const uint16_t word : words) sum += word;
  words.push_back(static_cast<uint16_t>((256 - sum % 256) % 256));
  return words;
}

TEST(Op47, ReadsAPageHeader) {
  const auto sut = parse_op47(example());
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->faults, kOp47FaultNone);
  EXPECT_EQ(sut->sequence, 0x1234);
  ASSERT_EQ(sut->packet_count, 1);
  const WstPacket& packet = sut->packets[0];
  EXPECT_EQ(packet.line, 21);
  EXPECT_TRUE(packet.first_field);
  EXPECT_EQ(packet.magazine, 8);
  EXPECT_EQ(packet.row, 0);
  EXPECT_EQ(packet.page, 0x01);
  EXPECT_EQ(packet.parity_errors, 0);
  EXPECT_EQ(packet.text(), "A" + std::string(31, ' '));
}

TEST(Op47, NamesEachFault) {
  auto words = example();
  words.back() ^= 1;
  EXPECT_EQ(parse_op47(words)->faults, kOp47FaultChecksum);
  words = example();
  words.pop_back();
  EXPECT_TRUE(parse_op47(words)->faults & kOp47FaultLength);
  words.resize(30);
  EXPECT_TRUE(parse_op47(words)->faults & kOp47FaultPackets);
  words[0] = 0;
  EXPECT_FALSE(parse_op47(words));
}

TEST(Op47, HammingCorrectsOneBitAndRefusesTwo) {
  for (unsigned data = 0; data < 16; ++data) {
    // the code words are those octets that decode without a correction
    size_t words = 0;
    for (unsigned octet = 0; octet < 256; ++octet) {
      uint8_t corrected = 0;
      const auto decoded = hamming84(static_cast<uint8_t>(octet), corrected);
      if (!decoded || *decoded != data) continue;
      words += corrected == 0 ? 100 : 1;
    }
    EXPECT_EQ(words, 108U) << data;
  }
}

/// Display text in the way of the descriptions: control codes as [hex].
std::string described(const WstPacket& packet) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t octet : packet.display()) {
    const unsigned character = octet & 0x7FU;
    if (character < ' ' || character == 0x7F) {
      text += std::string("[") + kDigits[character >> 4] + kDigits[character & 15] + "]";
    } else {
      text += static_cast<char>(character);
    }
  }
  return text;
}

void compare(const WstPacket& sut, const nlohmann::json& expected, int record) {
  EXPECT_EQ(sut.line, expected["line"].get<int>());
  EXPECT_EQ(sut.first_field ? 1 : 0, expected["field"].get<int>());
  EXPECT_EQ(sut.magazine, expected["mag"].get<int>());
  EXPECT_EQ(sut.row, expected["row"].get<int>());
  EXPECT_EQ(sut.corrected_bits, expected["ham_bits_corrected"].get<int>());
  if (expected.contains("page")) {
    EXPECT_EQ(sut.page, std::stoi(expected["page"].get<std::string>(), nullptr, 16));
    EXPECT_EQ(sut.subcode, std::stoi(expected["subcode"].get<std::string>(), nullptr, 16));
    EXPECT_EQ(sut.control_bits >> 4 & 1, expected["ctrl"]["C4_erase"].get<int>());
    EXPECT_EQ(sut.control_bits >> 6 & 1, expected["ctrl"]["C6_subtitle"].get<int>());
    EXPECT_EQ(sut.control_bits >> 11 & 1, expected["ctrl"]["C11_serial"].get<int>());
  }
  if (!expected.contains("text")) return;
  EXPECT_EQ(sut.parity_errors, expected["parity_bad"].get<int>()) << record;
  EXPECT_EQ(described(sut), expected["text"].get<std::string>()) << record;
}

TEST(Op47, TheCaptureHasTheDescribedRows) {
  CW_REQUIRE_CAPTURE(path, "OP47_first_300.pcap");
  const auto expected = test::expected_of(path)["decoded"]["op47"];
  size_t seen = 0;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kOp47Id) continue;
    ASSERT_LT(seen, expected.size());
    const auto& row = expected[seen++][4];
    const auto sut = parse_op47(captured.packet.words());
    ASSERT_TRUE(sut);
    EXPECT_EQ(sut->faults == kOp47FaultNone, row["ok"].get<bool>()) << captured.record;
    const bool only_checksum = row["why"] == nlohmann::json{"sdp checksum"};
    EXPECT_EQ(only_checksum, sut->faults == kOp47FaultChecksum) << captured.record;
    EXPECT_EQ(sut->format_code, row["fmt"].get<int>());
    EXPECT_EQ(sut->sequence, row["seq"].get<int>());
    ASSERT_EQ(sut->packet_count, row["pk"].size());
    for (size_t i = 0; i < sut->packet_count; ++i) compare(sut->packets[i], row["pk"][i], captured.record);
  }
  EXPECT_EQ(seen, expected.size());
}

}  // namespace
}  // namespace cw::anc_services
