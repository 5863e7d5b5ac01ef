#include "gateway/essence/audio_30/audio_assembler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "tests/support/allocation_guard.h"
#include "tests/support/capturing_output.h"
#include "tests/unit/gateway/essence/audio_30/audio_test_kit.h"

namespace cw::essence {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using test::AudioFeeder;
using test::CapturingOutput;

struct Case {
  uint16_t channels;
  uint8_t depth;
  int64_t rate;
  int64_t packet_time_us;
};

AudioAssemblerConfig config_of(const Case& c) {
  AudioAssemblerConfig config;
  config.format = {.channels = c.channels, .rate = SampleRate::hz(c.rate), .depth = c.depth};
  config.packet_time = microseconds{c.packet_time_us};
  config.block_samples = static_cast<uint32_t>(c.rate / 1'000);
  return config;
}

uint32_t packet_samples_of(const Case& c) { return static_cast<uint32_t>(c.rate * c.packet_time_us / 1'000'000); }

class AudioFormats : public ::testing::TestWithParam<Case> {};

TEST_P(AudioFormats, EverySampleArrivesAtItsPlace) {
  CapturingOutput<bus::AudioLease> output;
  auto sut = AudioAssembler::create(config_of(GetParam()), output).value();
  AudioFeeder sender(*sut, packet_samples_of(GetParam()));
  sender.origin = SampleRate::hz(GetParam().rate).index_at(test::kAudioStart);
  const int64_t packets = 100 * GetParam().rate / 1'000 / packet_samples_of(GetParam());
  for (int64_t n = 0; n < packets; ++n) sender.packet(n);
  sut->flush();

  ASSERT_EQ(output.published.size(), 100U);
  for (size_t i = 0; i < output.published.size(); ++i) {
    const bus::AudioBlock& block = *output.published[i];
    EXPECT_EQ(block.first_sample, sender.origin + static_cast<int64_t>(i) * block.samples);
    EXPECT_EQ(block.tai, sender.time_of(block.first_sample));
    EXPECT_EQ(block.missing_samples, 0U);
    EXPECT_TRUE(block.locked);
    EXPECT_FALSE(block.discontinuity);
    EXPECT_EQ(test::wrong_samples(block) + test::silent_samples(block), 0U);
  }
  EXPECT_EQ(sut->statistics().format_mismatches.get(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Levels, AudioFormats,
                         ::testing::Values(Case{2, 24, 48'000, 1'000}, Case{8, 24, 48'000, 1'000},
                                           Case{1, 16, 48'000, 1'000}, Case{8, 16, 48'000, 125},
                                           Case{64, 24, 48'000, 125}, Case{64, 16, 48'000, 125},
                                           Case{4, 24, 96'000, 1'000}, Case{32, 24, 96'000, 125},
                                           Case{1, 24, 96'000, 125}, Case{3, 24, 48'000, 250}));

class AudioAssemblerTest : public ::testing::Test {
 public:
  AudioAssemblerTest() { sender.origin = 84'665'779'200'000; }
  CapturingOutput<bus::AudioLease> output;
  std::unique_ptr<AudioAssembler> sut =
      AudioAssembler::create(config_of({.channels = 2, .depth = 24, .rate = 48'000, .packet_time_us = 125}), output)
          .value();
  AudioFeeder sender{*sut, 6};
};

TEST_F(AudioAssemblerTest, PutsReorderedPacketsInTheirPlace) {
  std::vector<int64_t> order(800);
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random(2);
  for (size_t i = 0; i + 16 <= order.size(); i += 16) {
    std::shuffle(order.begin() + static_cast<ptrdiff_t>(i), order.begin() + static_cast<ptrdiff_t>(i) + 16, random);
  }
  for (const int64_t n : order) sender.packet(n);
  sut->flush();
  ASSERT_EQ(output.published.size(), 100U);
  for (const auto& block : output.published) EXPECT_EQ(test::wrong_samples(*block) + test::silent_samples(*block), 0U);
  EXPECT_EQ(sut->statistics().missing_samples.get(), 0U);
}

TEST_F(AudioAssemblerTest, PublishesInOrderAndWithoutWaitingOnceABlockIsFull) {
  for (int64_t n = 0; n < 160; ++n) sender.packet(n);
  const size_t published = output.published.size();
  EXPECT_EQ(published, 20U) << "16 ms of packets: the hold time of the start is over";
  for (int64_t n = 160; n < 168; ++n) sender.packet(n);
  EXPECT_EQ(output.published.size(), published + 1);
}

TEST_F(AudioAssemblerTest, ReplacesLossBySilenceWhenTheHoldTimeIsOver) {
  for (int64_t n = 0; n < 400; ++n) {
    if (n != 203 && n != 204) sender.packet(n);
  }
  sut->flush();
  ASSERT_EQ(output.published.size(), 50U);
  const bus::AudioBlock& hit = *output.published[25];
  EXPECT_EQ(hit.missing_samples, 12U);
  EXPECT_EQ(test::silent_samples(hit), 12U);
  EXPECT_EQ(test::wrong_samples(hit), 0U);
  EXPECT_EQ(hit.data[18 * 2], 0);
  EXPECT_EQ(sut->statistics().missing_samples.get(), 12U);
  EXPECT_EQ(sut->statistics().blocks_incomplete.get(), 1U);
}

TEST_F(AudioAssemblerTest, TakesWhatTheLaterLegBringsWithinTheHoldTime) {
  for (int64_t n = 0; n < 400; ++n) {
    if (n % 8 != 3) sender.packet(n);
    if (n >= 64 && n % 8 == 3) sender.packet(n - 64, milliseconds{8});
  }
  sut->flush();
  EXPECT_EQ(sut->statistics().late_packets.get(), 0U);
  EXPECT_EQ(sut->statistics().missing_samples.get(), 8U * 6U) << "the last 64 packets' gaps";
}

TEST_F(AudioAssemblerTest, TakesAnEarlierPacketOfTheOtherLegAtTheStart) {
  sender.packet(9);
  sender.packet(2, milliseconds{1});
  sender.packet(10);
  sut->flush();
  ASSERT_EQ(output.published.size(), 2U);
  EXPECT_EQ(output.published[0]->first_sample, sender.origin);
  EXPECT_EQ(output.published[0]->missing_samples, 42U);
  EXPECT_EQ(output.published[1]->missing_samples, 36U);
}

TEST_F(AudioAssemblerTest, CountsPacketsOfPublishedBlocksAsLate) {
  for (int64_t n = 0; n < 400; ++n) {
    if (n != 100) sender.packet(n);
  }
  sender.packet(100, milliseconds{100});
  EXPECT_EQ(sut->statistics().late_packets.get(), 1U);
}

TEST_F(AudioAssemblerTest, PublishesTheLastBlockWhenTheSenderFallsSilent) {
  for (int64_t n = 0; n < 84; ++n) sender.packet(n);  // 10.5 blocks
  const TaiTime last = sender.time_of(sender.origin + 84 * 6);
  sut->poll(last + milliseconds{15});
  EXPECT_EQ(output.published.size(), 10U);
  sut->poll(last + milliseconds{31});
  ASSERT_EQ(output.published.size(), 11U);
  EXPECT_EQ(output.published.back()->missing_samples, 24U);
}

TEST_F(AudioAssemblerTest, GoesOnAfterAPauseWithAFlaggedBlock) {
  for (int64_t n = 0; n < 160; ++n) sender.packet(n);
  for (int64_t n = 960; n < 1'120; ++n) sender.packet(n);  // 100 ms later
  sut->flush();
  ASSERT_EQ(output.published.size(), 40U);
  EXPECT_TRUE(output.published[20]->discontinuity);
  EXPECT_EQ(output.published[20]->first_sample, sender.origin + 960 * 6);
  EXPECT_FALSE(output.published[21]->discontinuity);
  EXPECT_EQ(sut->statistics().discontinuities.get(), 1U);
}

TEST_F(AudioAssemblerTest, FillsAShortGapWithSilentBlocks) {
  for (int64_t n = 0; n < 160; ++n) sender.packet(n);
  for (int64_t n = 184; n < 400; ++n) sender.packet(n);  // 3 ms
  sut->flush();
  EXPECT_EQ(output.published.size(), 50U);
  EXPECT_EQ(sut->statistics().missing_samples.get(), 144U);
  EXPECT_EQ(output.published[21]->missing_samples, 48U);
}

TEST_F(AudioAssemblerTest, RefusesPayloadsThatAreNoWholeSamples) {
  for (int64_t n = 0; n < 10; ++n) {
    sender.raw(sender.origin + n * 6, n, std::vector<uint8_t>(35, 1), test::kAudioStart);
    sender.raw(sender.origin + n * 6, n, {}, test::kAudioStart);
  }
  sut->flush();
  EXPECT_EQ(sut->statistics().format_mismatches.get(), 20U);
  EXPECT_TRUE(output.published.empty());
}

TEST_F(AudioAssemblerTest, RefusesAnotherChannelCountThatLooksLikeAnotherPacketTime) {
  // Four channels instead of two: twice the octets, but the time stamp still moves by 6.
  for (int64_t n = 0; n < 10; ++n) {
    sender.raw(sender.origin + n * 6, n, std::vector<uint8_t>(72, 1), sender.time_of(sender.origin + n * 6));
  }
  EXPECT_EQ(sut->statistics().format_mismatches.get(), 10U);
}

TEST_F(AudioAssemblerTest, FollowsAnotherPacketTimeThatTheTimestampsConfirm) {
  AudioFeeder millisecond(*sut, 48);
  millisecond.origin = sender.origin;
  for (int64_t n = 0; n < 50; ++n) millisecond.packet(n);
  sut->flush();
  EXPECT_EQ(sut->statistics().format_mismatches.get(), 1U);
  EXPECT_EQ(output.published.size(), 49U);
  EXPECT_EQ(sut->statistics().packet_samples.get(), 48);
}

TEST_F(AudioAssemblerTest, CountsAnUnlockedSendersSamplesAndTakesItsTimeFromTheMapping) {
  sender.locked = false;
  sender.origin = 1'234'567'890;
  sender.tai_shift = std::chrono::hours{400'000};
  for (int64_t n = 0; n < 160; ++n) sender.packet(n);
  sut->flush();
  ASSERT_EQ(output.published.size(), 21U) << "20 ms that begin inside a block";
  for (size_t i = 1; i < 20; ++i) {
    const bus::AudioBlock& block = *output.published[i];
    EXPECT_FALSE(block.locked);
    EXPECT_EQ(block.first_sample, output.published[i - 1]->first_sample + 48);
    EXPECT_LE(std::abs((block.tai - (sender.time_of(block.first_sample) + sender.tai_shift)).count()), 1);
    EXPECT_EQ(test::wrong_samples(block), 0U);
  }
}

TEST_F(AudioAssemblerTest, StartsAnewWhenTheTimeJumps) {
  sender.locked = false;
  for (int64_t n = 0; n < 160; ++n) sender.packet(n);
  sender.origin = 999;
  sender.jump = true;
  for (int64_t n = 160; n < 320; ++n) sender.packet(n);
  sut->flush();
  const auto flagged = std::ranges::count_if(output.published, [](const auto& block) { return block->discontinuity; });
  EXPECT_EQ(flagged, 1);
  EXPECT_EQ(sut->statistics().late_packets.get(), 0U);
}

TEST_F(AudioAssemblerTest, LosesBlocksAndCountsThemWhenConsumersHoldThePool) {
  for (int64_t n = 0; n < 8 * 800; ++n) sender.packet(n);  // nobody lets a block go
  EXPECT_GT(sut->statistics().no_memory.get(), 0U);
  output.published.clear();
  for (int64_t n = 8 * 800; n < 8 * 900; ++n) sender.packet(n);
  sut->flush();
  ASSERT_FALSE(output.published.empty());
  EXPECT_EQ(output.published.back()->missing_samples, 0U);
  EXPECT_TRUE(output.published.front()->discontinuity);
}

TEST_F(AudioAssemblerTest, SurvivesAnyTimestampAndLength) {
  std::mt19937 random(11);
  TaiTime now = test::kAudioStart;
  for (int64_t n = 0; n < 20'000; ++n) {
    sender.locked = random() % 64 != 0;
    sender.jump = random() % 128 == 0;
    const auto first = static_cast<int64_t>(random()) * (random() % 8 == 0 ? -1 : 1);
    sender.raw(first, n, std::vector<uint8_t>(random() % 32 == 0 ? random() % 9'000 : 36), now += microseconds{125});
    if (n % 16 == 0) sut->poll(now);
    if (n % 100 == 0) output.published.clear();
  }
}

TEST(AudioAssembler, RefusesWhatSt2110DoesNotHave) {
  test::DroppingOutput<bus::AudioLease> output;
  AudioAssemblerConfig config;
  config.format.depth = 20;
  EXPECT_FALSE(AudioAssembler::create(config, output).has_value());
  config.format.depth = 24;
  config.format.channels = 65;
  EXPECT_FALSE(AudioAssembler::create(config, output).has_value());
  config.format.channels = 2;
  config.block_samples = 97;
  EXPECT_FALSE(AudioAssembler::create(config, output).has_value());
}

TEST(AudioAssembler, AllocatesNothing) {
  test::DroppingOutput<bus::AudioLease> output;
  auto sut = AudioAssembler::create(AudioAssemblerConfig{}, output).value();
  test::RtpPacketBuilder builder;
  const Bytes bytes = builder.payload(std::vector<uint8_t>(288, 7)).bytes();
  rtp::RtpFault fault = rtp::RtpFault::kNone;
  const auto view = rtp::RtpView::parse(bytes, &fault);
  test::AllocationGuard guard;
  for (int64_t n = 0; n < 10'000; ++n) {
    if (n % 10 == 3) continue;
    const TaiTime now = SampleRate::hz(48'000).time_of(n * 48);
    sut->on_packet(*view, {.ticks = MediaTicks{n * 48}, .tai = now, .locked = true, .jump = n == 5'000},
                   {.leg = Leg::kRed, .sequence = ExtendedSequenceNumber{n}, .arrival = now, .first = true});
    sut->poll(now);
  }
}

}  // namespace
}  // namespace cw::essence
