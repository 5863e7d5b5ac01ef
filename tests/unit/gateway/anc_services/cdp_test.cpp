#include "gateway/anc_services/cdp.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "gateway/anc_services/dtvcc.h"
#include "gateway/anc_services/eia608.h"
#include "gateway/bus/anc_words.h"
#include "tests/support/captures.h"
#include "tests/support/sha256.h"
#include "tests/unit/gateway/anc_services/captured_anc.h"

namespace cw::anc_services {
namespace {

Cdp example() {
  Cdp cdp;
  cdp.frame_rate_code = 7;
  cdp.flags = kCdpCaptionServiceActive | kCdpServiceInfoStart;
  cdp.sequence = 0xBEEF;
  cdp.time_code = Timecode{.hours = 23, .minutes = 59, .seconds = 58, .frames = 29, .second = true, .drop_frame = true};
  cdp.cc_count = 2;
  cdp.cc[0] = {.type = kCcField1, .valid = true, .data = {0x94, 0x2C}};
  cdp.cc[1] = {.type = kCcDtvccStart, .valid = false, .data = {1, 2}};
  cdp.service_count = 2;
  cdp.services[0] = CdpService{.number = 0, .language = {'f', 'r', 'a'}, .digital = false, .field2 = true};
  cdp.services[1] = CdpService{.number = 33, .digital = true, .easy_reader = true, .wide_aspect = false};
  return cdp;
}

bus::AncPacket built(const Cdp& cdp) {
  bus::AncPacket packet;
  build_cdp(cdp, packet);
  return packet;
}

TEST(Cdp, ReadsBackWhatItBuilds) {
  const Cdp cdp = example();
  const auto packet = built(cdp);
  EXPECT_EQ(bus::verify(packet), bus::kAncFaultNone);
  EXPECT_EQ(packet.id, kCdpId);
  const auto sut = parse_cdp(packet.words());
  ASSERT_TRUE(sut);
  EXPECT_TRUE(sut->valid()) << sut->faults;
  EXPECT_EQ(sut->sequence, 0xBEEF);
  EXPECT_EQ(sut->frame_rate_code, 7);
  EXPECT_EQ(sut->time_code, cdp.time_code);
  ASSERT_EQ(sut->cc_count, 2);
  EXPECT_EQ(sut->cc[0], cdp.cc[0]);
  EXPECT_EQ(sut->cc[1], cdp.cc[1]);
  ASSERT_EQ(sut->service_count, 2);
  EXPECT_EQ(sut->services[0].language, (std::array<char, 3>{'f', 'r', 'a'}));
  EXPECT_FALSE(sut->services[0].digital);
  EXPECT_TRUE(sut->services[0].field2);
  EXPECT_EQ(sut->services[1].number, 33);
  EXPECT_TRUE(sut->services[1].digital);
  EXPECT_TRUE(sut->services[1].easy_reader);
  EXPECT_FALSE(sut->services[1].wide_aspect);
}

TEST(Cdp, LargestOneFitsAnAncPacket) {
  Cdp cdp = example();
  cdp.cc_count = kMaxCcCount;
  cdp.service_count = kMaxCdpServices;
  const auto packet = built(cdp);
  EXPECT_TRUE(parse_cdp(packet.words())->valid());
}

TEST(Cdp, NamesEachFault) {
  const auto damaged = [](auto&& damage) {
    auto packet = built(example());
    damage(packet);
    const auto cdp = parse_cdp(packet.words());
    return cdp ? int{cdp->faults} : -1;
  };
  EXPECT_EQ(damaged([](auto& p) { p.user_data[0] = 0; }), -1);
  EXPECT_EQ(damaged([](auto& p) { p.user_data[p.data_count - 1] ^= 1; }), kCdpFaultChecksum);
  EXPECT_EQ(damaged([](auto& p) { p.user_data[p.data_count - 2] ^= 1; }), kCdpFaultChecksum | kCdpFaultFooterSequence);
  EXPECT_TRUE(damaged([](auto& p) { --p.data_count; }) & kCdpFaultFooterMissing);
  EXPECT_TRUE(damaged([](auto& p) { ++p.user_data[2]; }) & kCdpFaultLength);
  EXPECT_TRUE(damaged([](auto& p) { p.user_data[7] = 0x20; }) & kCdpFaultSection);
}

TEST(Cdp, PassesOverFutureSections) {
  auto packet = built(example());
  // 75h, two octets of data, before the footer
  for (size_t i = 0; i < 4; ++i)
    packet.user_data[packet.data_count + 3 - i] = packet.user_data[packet.data_count - 1 - i];
  const std::array<uint16_t, 4> section{0x75, 2, 0xFF, 0x8A};  // adds up to 0 mod 256
  for (size_t i = 0; i < 4; ++i) packet.user_data[packet.data_count - 4U + i] = section[i];
  packet.data_count = static_cast<uint8_t>(packet.data_count + 4);
  packet.user_data[2] = static_cast<uint16_t>(packet.user_data[2] + 4);
  packet.user_data[packet.data_count - 1U] = static_cast<uint16_t>(packet.user_data[packet.data_count - 1U] - 4);
  EXPECT_EQ(parse_cdp(packet.words())->faults, kCdpFaultNone);
}

TEST(Cdp, KnowsItsRates) {
  EXPECT_EQ(cdp_frame_rate_code(*Rate::create(24'000, 1001)), 1);
  EXPECT_EQ(cdp_frame_rate_code(Rate::hz(25)), 3);
  EXPECT_EQ(cdp_frame_rate_code(*Rate::create(60'000, 1001)), 7);
  EXPECT_EQ(cdp_frame_rate_code(Rate::hz(120)), 0);
  EXPECT_EQ(cc_count_at(Rate::hz(24)), 25U);
  EXPECT_EQ(cc_count_at(Rate::hz(25)), 24U);
  EXPECT_EQ(cc_count_at(*Rate::create(30'000, 1001)), 20U);
  EXPECT_EQ(cc_count_at(Rate::hz(50)), 12U);
  EXPECT_EQ(cc_count_at(*Rate::create(60'000, 1001)), 10U);
}

/// What the captions of one line of a capture come to.
struct Reading {
  uint64_t cdps = 0;
  uint64_t invalid = 0;
  uint64_t breaks = 0;
  std::map<std::string, uint64_t> counts;
  std::set<unsigned> rates;
  std::array<std::vector<uint8_t>, 2> pairs;
  std::array<uint64_t, 2> nonnull{};
  std::map<int, std::vector<uint8_t>> services;
  CdpSequenceCheck sequence;
  DtvccCollector dtvcc;

  void add(const CcTriplet& triplet) {
    if (triplet.valid && triplet.type <= kCcField2) {
      pairs[triplet.type].insert(pairs[triplet.type].end(), triplet.data.begin(), triplet.data.end());
      if (((triplet.data[0] | triplet.data[1]) & 0x7F) != 0) ++nonnull[triplet.type];
    }
    Bytes packet = dtvcc.on_triplet(triplet);
    while (const auto block = next_service_block(packet)) {
      auto& octets = services[block->service];
      octets.insert(octets.end(), block->data.begin(), block->data.end());
    }
  }
  void add(const Cdp& cdp) {
    ++cdps;
    if (!cdp.valid()) ++invalid;
    if (sequence.on_cdp(cdp.sequence)) ++breaks;
    ++counts[std::to_string(cdp.cc_count)];
    rates.insert(cdp.frame_rate_code);
    for (const auto& triplet : cdp.triplets()) add(triplet);
  }
};

void compare(const Reading& sut, const nlohmann::json& expected) {
  EXPECT_EQ(sut.cdps, expected["cdps"].get<uint64_t>());
  EXPECT_EQ(sut.invalid, expected["cdp_invalid_count"].get<uint64_t>());
  EXPECT_EQ(sut.breaks, expected["cdp_seq_breaks"].get<uint64_t>());
  EXPECT_EQ(sut.counts, (expected["cc_counts"].get<std::map<std::string, uint64_t>>()));
  EXPECT_EQ(sut.rates, expected["frame_rate_codes"].get<std::set<unsigned>>());
  for (size_t field = 0; field < 2; ++field) {
    const std::string name = "eia608_field" + std::to_string(field + 1);
    EXPECT_EQ(sut.pairs[field].size() / 2, expected[name]["pairs"].get<uint64_t>()) << name;
    EXPECT_EQ(sut.nonnull[field], expected[name]["nonnull"].get<uint64_t>()) << name;
    EXPECT_EQ(test::sha256_hex(sut.pairs[field]), expected[name + "_pairs_sha256"].get<std::string>()) << name;
  }
  EXPECT_EQ(sut.dtvcc.packets(), expected["dtvcc"]["packets"].get<uint64_t>());
  EXPECT_EQ(sut.dtvcc.sequence_breaks(), expected["dtvcc"]["sequence_breaks"].get<uint64_t>());
  EXPECT_EQ(sut.dtvcc.short_packets(), expected["dtvcc"]["short_packets"].get<uint64_t>());
  for (const auto& [service, digest] : expected["dtvcc"]["services"].items()) {
    const auto found = sut.services.find(std::stoi(service));
    ASSERT_NE(found, sut.services.end());
    EXPECT_EQ(test::sha256_hex(found->second), digest["sha256"].get<std::string>());
  }
}

class CdpCaptures : public testing::TestWithParam<const char*> {};

TEST_P(CdpCaptures, ComeToTheDescribedFigures) {
  CW_REQUIRE_CAPTURE(path, GetParam());
  std::map<std::string, Reading> lines;
  for (const auto& captured : test::read_captured_anc(path)) {
    if (captured.packet.id != kCdpId) continue;
    const auto cdp = parse_cdp(captured.packet.words());
    ASSERT_TRUE(cdp) << captured.record;
    lines[std::to_string(captured.packet.line)].add(*cdp);
  }
  const auto expected = test::expected_of(path)["captions"];
  EXPECT_EQ(lines.size(), expected.size());
  for (const auto& [line, reading] : lines) {
    ASSERT_TRUE(expected.contains(line)) << line;
    compare(reading, expected[line]);
  }
}

INSTANTIATE_TEST_SUITE_P(All, CdpCaptures,
                         testing::Values("ST2110-40-Closed_Captions.cap", "ST2110-40_ancillary_data.pcap",
                                         "2110-40_5994i.pcap", "anc_tc_cc_afd_first_48.pcap",
                                         "anc_with_wrong_DID_and_payload.pcap"));

}  // namespace
}  // namespace cw::anc_services
