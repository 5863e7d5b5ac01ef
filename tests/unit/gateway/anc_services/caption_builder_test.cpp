#include "gateway/anc_services/caption_builder.h"

#include <gtest/gtest.h>

namespace cw::anc_services {
namespace {

struct Heard {
  std::string line21;
  std::string digital;
};

Heard listen(CaptionBuilder& sut, size_t frames) {
  Heard heard;
  Eia608Reader reader;
  DtvccCollector collector;
  for (size_t i = 0; i < frames; ++i) {
    for (const auto& triplet : sut.next_frame()) {
      if (triplet.type == kCcField1) {
        if (const auto event = reader.read(triplet.data); event && event->kind == Eia608Event::Kind::kText) {
          heard.line21 += event->text;
        }
      }
      Bytes packet = collector.on_triplet(triplet);
      while (const auto block = next_service_block(packet))
        heard.digital.append(block->data.begin(), block->data.end());
    }
  }
  EXPECT_EQ(reader.parity_errors() + collector.sequence_breaks() + collector.short_packets(), 0U);
  return heard;
}

class CaptionBuilderRates : public testing::TestWithParam<Rate> {};

TEST_P(CaptionBuilderRates, SaysTheSameOnBothServicesWithinTwoSeconds) {
  const Rate rate = GetParam();
  CaptionBuilder sut(rate);
  EXPECT_EQ(sut.next_frame().size(), cc_count_at(rate));
  ASSERT_TRUE(sut.add_row("THE QUICK BROWN FOX JUMPS OVER 1"));
  const auto heard = listen(sut, static_cast<size_t>(2 * rate.num() / rate.den()));
  EXPECT_EQ(heard.line21, "THE QUICK BROWN FOX JUMPS OVER 1");
  EXPECT_NE(heard.digital.find("THE QUICK BROWN FOX JUMPS OVER 1"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, CaptionBuilderRates,
                         testing::Values(*Rate::create(24'000, 1001), Rate::hz(25), *Rate::create(30'000, 1001),
                                         Rate::hz(50), *Rate::create(60'000, 1001)));

TEST(CaptionBuilder, AlternatesTheFieldsAbove30FramesASecond) {
  CaptionBuilder sut(Rate::hz(50));
  const auto first = sut.next_frame()[0].type;
  const auto second = sut.next_frame()[0].type;
  EXPECT_NE(first, second);
  EXPECT_EQ(sut.next_frame()[0].type, first);
}

TEST(CaptionBuilder, HasBothFieldsInEachFrameUpTo30) {
  CaptionBuilder sut(Rate::hz(25));
  const auto frame = sut.next_frame();
  EXPECT_EQ(frame[0].type, kCcField1);
  EXPECT_EQ(frame[1].type, kCcField2);
}

TEST(CaptionBuilder, RefusesRowsThatWouldComeTooLate) {
  CaptionBuilder sut(Rate::hz(50));
  size_t taken = 0;
  while (taken < 100 && sut.add_row("0123456789012345678901234567890")) ++taken;
  EXPECT_GE(taken, 4U);
  EXPECT_LT(taken, 10U);
  sut.clear();
  EXPECT_TRUE(sut.add_row("AGAIN"));
}

}  // namespace
}  // namespace cw::anc_services
