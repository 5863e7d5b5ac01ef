#include "gateway/source/anc_generator.h"

#include <map>

#include <gtest/gtest.h>

#include "gateway/anc_services/atc.h"
#include "gateway/anc_services/cdp.h"
#include "gateway/anc_services/scte104.h"
#include "gateway/bus/anc_words.h"

namespace cw::source {
namespace {

namespace services = anc_services;

const Rate k5994 = *Rate::create(60'000, 1001);
const TaiTime kMinute = TaiTime::from_ns(int64_t{30'000'000} * 60 * kNsPerSecond);

const bus::AncPacket* find(const bus::AncFrame& frame, DidSdid id) {
  for (const auto& packet : frame.span()) {
    if (packet.id == id) return &packet;
  }
  return nullptr;
}

class AncGeneratorRates : public testing::TestWithParam<Rate> {};

TEST_P(AncGeneratorRates, EveryPacketIsSoundAndTimecodeAndCdpFollowTheFrame) {
  const Rate rate = GetParam();
  auto sut = AncGenerator::create({.rate = rate, .interlaced = false, .ident = "CAM 1"});
  ASSERT_TRUE(sut);
  bus::AncFrame frame;
  services::CdpSequenceCheck sequence;
  const int64_t first = rate.index_at(kMinute) - 10;
  for (int64_t index = first; index < first + 300; ++index) {
    sut->render(frame, index);
    for (const auto& packet : frame.span()) ASSERT_EQ(bus::verify(packet), bus::kAncFaultNone);
    const auto* atc = find(frame, services::kAtcId);
    ASSERT_NE(atc, nullptr);
    ASSERT_EQ(services::parse_atc(*atc, rate)->timecode, services::timecode_of(index, rate, 0)) << index;
    const auto* packet = find(frame, services::kCdpId);
    ASSERT_NE(packet, nullptr);
    const auto cdp = services::parse_cdp(packet->words());
    ASSERT_TRUE(cdp && cdp->valid()) << cdp->faults;
    ASSERT_EQ(cdp->cc_count, services::cc_count_at(rate));
    ASSERT_FALSE(sequence.on_cdp(cdp->sequence));
  }
}

INSTANTIATE_TEST_SUITE_P(All, AncGeneratorRates,
                         testing::Values(Rate::hz(24), Rate::hz(25), *Rate::create(30'000, 1001), Rate::hz(50), k5994));

// The decoder's cases stand side by side. NOLINTNEXTLINE(readability-function-cognitive-complexity)
std::string caption_text(AncGenerator& sut, int64_t first, int64_t frames) {
  services::Eia608Reader reader;
  std::string text;
  bus::AncFrame frame;
  for (int64_t index = first; index < first + frames; ++index) {
    sut.render(frame, index);
    const auto cdp = services::parse_cdp(find(frame, services::kCdpId)->words());
    for (const auto& triplet : cdp->triplets()) {
      if (triplet.type != services::kCcField1 || !triplet.valid) continue;
      const auto event = reader.read(triplet.data);
      if (!event) continue;
      if (event->text == "CR") text += '\n';
      if (event->kind == services::Eia608Event::Kind::kText) text += event->text;
    }
  }
  return text;
}

TEST(AncGenerator, CaptionsSayTheTimeAndChange) {
  const Rate rate = k5994;
  auto sut = AncGenerator::create({.rate = rate, .ident = "CAM 1"});
  const int64_t first = rate.index_at(kMinute) + 1;
  const auto text = caption_text(*sut, first, 60 * 8);
  EXPECT_NE(text.find("CAM 1 AT 08:00:0"), std::string::npos) << text;
  EXPECT_NE(text.find("EVERY FRAME KNOWS ITS TIME"), std::string::npos) << text;
}

TEST(AncGenerator, LateStartersSayTheSameAtTheSameTime) {
  const Rate rate = Rate::hz(25);
  auto early = AncGenerator::create({.rate = rate, .ident = "CAM 1"});
  auto sut = AncGenerator::create({.rate = rate, .ident = "CAM 1"});
  const int64_t grid = rate.index_at(kMinute);
  (void)caption_text(*early, grid - 500, 500 - 13);
  (void)caption_text(*early, grid - 13, 13);
  (void)caption_text(*sut, grid - 13, 13);
  EXPECT_EQ(caption_text(*sut, grid, 200), caption_text(*early, grid, 200));
}

TEST(AncGenerator, BreaksStartAtEachMinuteAndEndLater) {
  for (const Rate rate : {Rate::hz(50), k5994}) {
    auto sut = AncGenerator::create({.rate = rate, .ident = {}, .captions = false});
    services::Scte104Collector collector;
    bus::AncFrame frame;
    std::map<int64_t, services::SpliceRequest> requests;
    const int64_t first = rate.index_at(kMinute - std::chrono::seconds(10));
    const int64_t last = rate.index_at(kMinute + std::chrono::seconds(100));
    for (int64_t index = first; index < last; ++index) {
      sut->render(frame, index);
      const auto* packet = find(frame, services::kScte104Id);
      if (packet == nullptr) continue;
      ASSERT_EQ(collector.on_packet(*packet), services::Scte104Collector::Verdict::kMessage);
      requests[index] = std::get<services::SpliceRequest>(collector.message().operations.at(0));
    }
    ASSERT_EQ(requests.size(), 4U);
    const auto& [index, start] = *requests.begin();
    EXPECT_EQ(start.type, services::SpliceType::kStartNormal);
    EXPECT_EQ(start.break_duration_tenths, 200);
    const Duration off = rate.time_of(index) + std::chrono::milliseconds(start.pre_roll_ms) - kMinute;
    EXPECT_LT(std::abs(off.count()), rate.period().count());
    const auto& end = std::next(requests.begin())->second;
    EXPECT_EQ(end.type, services::SpliceType::kEndNormal);
    EXPECT_EQ(end.event_id, start.event_id);
    EXPECT_EQ(std::next(requests.begin(), 2)->second.event_id, start.event_id + 1);
  }
}

TEST(AncGenerator, InterlacedFieldsCarryTheirOwnTimecodes) {
  const Rate rate = Rate::hz(25);
  auto sut = AncGenerator::create({.rate = rate, .interlaced = true, .ident = {}});
  bus::AncFrame frame;
  const int64_t index = rate.index_at(kMinute);
  sut->render(frame, index, bus::AncField::kFirst);
  const auto first = services::parse_atc(*find(frame, services::kAtcId), rate);
  EXPECT_EQ(first->dbb1, 1);
  EXPECT_FALSE(first->timecode.second);
  EXPECT_NE(find(frame, services::kCdpId), nullptr);
  sut->render(frame, index, bus::AncField::kSecond);
  const auto second = services::parse_atc(*find(frame, services::kAtcId), rate);
  EXPECT_EQ(second->dbb1, 2);
  EXPECT_TRUE(second->timecode.second);
  EXPECT_EQ(find(frame, services::kCdpId), nullptr);
  EXPECT_EQ(frame.tai, Rate::hz(50).time_of(2 * index + 1));
}

TEST(AncGenerator, RefusesBreaksThatDoNotFitAMinute) {
  EXPECT_FALSE(AncGenerator::create({.rate = Rate::hz(50), .ident = {}, .break_duration_s = 60}));
}

}  // namespace
}  // namespace cw::source
