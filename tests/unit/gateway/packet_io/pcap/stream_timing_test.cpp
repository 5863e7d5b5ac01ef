#include "gateway/packet_io/pcap/stream_timing.h"

#include <gtest/gtest.h>

namespace cw::packet_io {
namespace {

/// A stream whose time stamps and arrival times follow `rate` on `clock`, with up to 200 µs of jitter.
CapturedStream stream_of(Rate rate, Rate clock, size_t count) {
  CapturedStream stream;
  stream.rtp = true;
  for (size_t i = 0; i < count; ++i) {
    const auto n = static_cast<int64_t>(i);
    CapturedPacket packet;
    packet.arrival =
        TaiTime::from_ns(1'700'000'000 * kNsPerSecond) + (rate.time_of(n) - TaiTime{}) + Duration{n * 37'777 % 200'000};
    packet.ticks = 4'000'000 + rate.rescale(n, clock);
    packet.sequence = n;
    stream.packets.push_back(packet);
  }
  return stream;
}

class PictureRates : public testing::TestWithParam<Rate> {};

TEST_P(PictureRates, AreRecognisedFromHalfASecond) {
  const Rate rate = GetParam();
  auto stream = stream_of(rate, kVideoClock, static_cast<size_t>(rate.num() / rate.den() / 2));
  Capture capture;
  capture.memory.assign(12, 0);
  capture.memory[0] = 0x80;  // every packet is this bare RTP header
  for (auto& packet : stream.packets) packet.size = packet.wire_size = 12;
  const auto sut = guess_timing(capture, stream, std::nullopt);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->clock, kVideoClock);
  EXPECT_EQ(sut->unit_rate, rate);
  EXPECT_FALSE(sut->interlaced);
}

INSTANTIATE_TEST_SUITE_P(All, PictureRates,
                         testing::Values(*Rate::create(24'000, 1001), Rate::hz(24), Rate::hz(25),
                                         *Rate::create(30'000, 1001), Rate::hz(30), Rate::hz(50),
                                         *Rate::create(60'000, 1001), Rate::hz(60), Rate::hz(100),
                                         *Rate::create(120'000, 1001), Rate::hz(120)));

struct Audio {
  int64_t clock;
  int64_t samples;
};
class AudioClocks : public testing::TestWithParam<Audio> {};

TEST_P(AudioClocks, AreRecognisedFromATenthOfASecond) {
  const auto [hz, samples] = GetParam();
  const Rate packets = *Rate::create(hz, samples);
  const auto stream = stream_of(packets, Rate::hz(hz), static_cast<size_t>(hz / samples / 10));
  const auto sut = guess_timing(Capture{}, stream, std::nullopt);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->clock, Rate::hz(hz));
  EXPECT_FALSE(sut->unit_rate);
  EXPECT_EQ(sut->typical_step, samples);
}

INSTANTIATE_TEST_SUITE_P(All, AudioClocks,
                         testing::Values(Audio{48'000, 6}, Audio{48'000, 48}, Audio{96'000, 12}, Audio{96'000, 96},
                                         Audio{44'100, 48}, Audio{48'000, 192}));

TEST(StreamTiming, AKnownClockWins) {
  const auto stream = stream_of(Rate::hz(1000), Rate::hz(48'000), 100);
  const auto sut = guess_timing(Capture{}, stream, Rate::hz(48'000));
  EXPECT_EQ(sut->clock, Rate::hz(48'000));
}

TEST(StreamTiming, LeavesAloneWhatRestartsOrStandsStill) {
  auto restarts = stream_of(Rate::hz(1000), Rate::hz(48'000), 100);
  for (size_t i = 50; i < 100; ++i) restarts.packets[i].ticks += 1'000'000'000;
  EXPECT_FALSE(guess_timing(Capture{}, restarts, std::nullopt));
  auto still = stream_of(Rate::hz(1000), Rate::hz(48'000), 100);
  for (auto& packet : still.packets) packet.ticks = 7;
  EXPECT_FALSE(guess_timing(Capture{}, still, std::nullopt));
  EXPECT_FALSE(guess_timing(Capture{}, stream_of(Rate::hz(1000), Rate::hz(48'000), 1), std::nullopt));
}

TEST(StreamTiming, LossDoesNotHideTheRate) {
  auto stream = stream_of(Rate::hz(1000), Rate::hz(48'000), 1000);
  size_t number = 0;
  std::erase_if(stream.packets, [&](const auto&) { return ++number % 3 == 0; });
  EXPECT_EQ(guess_timing(Capture{}, stream, std::nullopt)->clock, Rate::hz(48'000));
}

}  // namespace
}  // namespace cw::packet_io
