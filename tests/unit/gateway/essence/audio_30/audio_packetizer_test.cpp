#include "gateway/essence/audio_30/audio_packetizer.h"

#include <gtest/gtest.h>

#include <vector>

#include "gateway/rtp/rtp_view.h"
#include "tests/support/allocation_guard.h"
#include "tests/unit/gateway/essence/audio_30/audio_test_kit.h"

namespace cw::essence {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int64_t kOrigin = 84'665'779'200'000;

struct Sent {
  std::vector<uint8_t> octets;
  TaiTime due;
  [[nodiscard]] rtp::RtpView view() const {
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    return *rtp::RtpView::parse(octets, &fault);
  }
};

class AudioPacketizerTest : public ::testing::Test {
 protected:
  static AudioPacketizer make(uint16_t channels, uint8_t depth, Duration packet_time) {
    AudioPacketizerConfig config;
    config.format = {.channels = channels, .rate = SampleRate::hz(48'000), .depth = depth};
    config.packet_time = packet_time;
    config.payload_type = PayloadType{98};
    config.ssrc = Ssrc{0xABCDEF01};
    config.first = SequenceNumber{65'530};
    return AudioPacketizer::create(config).value();
  }
  bus::AudioLease block(const AudioPacketizer&, uint16_t channels, uint8_t depth, int64_t first, uint32_t samples) {
    bus::AudioLease lease = pool_.try_lease();
    lease->prepare({.channels = channels, .rate = SampleRate::hz(48'000), .depth = depth}, samples);
    lease->first_sample = first;
    for (uint32_t s = 0; s < samples; ++s) {
      for (size_t c = 0; c < channels; ++c) lease->data[s * channels + c] = test::test_sample(first + s, c, depth);
    }
    return lease;
  }
  static std::vector<Sent> drain(AudioPacketizer& sut) {
    std::vector<Sent> sent;
    std::vector<uint8_t> buffer(1'500);
    while (const auto due = sut.next_due()) {
      const size_t size = sut.write_next(buffer);
      sent.push_back({{buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(size)}, *due});
    }
    return sent;
  }
  bus::AudioPool pool_{16};
};

TEST_F(AudioPacketizerTest, CutsBlocksIntoPacketsThatAreDueWhenSampled) {
  AudioPacketizer sut = make(8, 24, microseconds{125});
  EXPECT_FALSE(sut.next_due().has_value());
  ASSERT_TRUE(sut.begin(block(sut, 8, 24, kOrigin, 48)));
  const auto sent = drain(sut);
  ASSERT_EQ(sent.size(), 8U);
  for (size_t i = 0; i < sent.size(); ++i) {
    const int64_t first = kOrigin + static_cast<int64_t>(i) * 6;
    const rtp::RtpView view = sent[i].view();
    EXPECT_EQ(view.sequence().value, static_cast<uint16_t>(65'530 + i));
    EXPECT_EQ(view.timestamp(), MediaTicks{first}.wrapped());
    EXPECT_EQ(view.ssrc().value, 0xABCDEF01U);
    EXPECT_EQ(view.payload_type().value, 98);
    EXPECT_FALSE(view.marker());
    EXPECT_EQ(sent[i].due, SampleRate::hz(48'000).time_of(first + 6));
    EXPECT_EQ(std::vector<uint8_t>(view.payload().begin(), view.payload().end()),
              test::test_payload({.channels = 8, .rate = SampleRate::hz(48'000), .depth = 24}, first, 6));
  }
  EXPECT_EQ(sut.statistics().packets.get(), 8U);
}

TEST_F(AudioPacketizerTest, JoinsBlocksThatAreShorterThanAPacket) {
  AudioPacketizer sut = make(2, 16, milliseconds{1});
  std::vector<Sent> sent;
  for (int64_t first = kOrigin; first < kOrigin + 480; first += 32) {
    ASSERT_TRUE(sut.begin(block(sut, 2, 16, first, 32)));
    for (Sent& packet : drain(sut)) sent.push_back(std::move(packet));
  }
  ASSERT_EQ(sent.size(), 10U);
  for (size_t i = 0; i < sent.size(); ++i) {
    const rtp::RtpView view = sent[i].view();
    const int64_t first = kOrigin + static_cast<int64_t>(i) * 48;
    EXPECT_EQ(view.timestamp(), MediaTicks{first}.wrapped());
    EXPECT_EQ(std::vector<uint8_t>(view.payload().begin(), view.payload().end()),
              test::test_payload({.channels = 2, .rate = SampleRate::hz(48'000), .depth = 16}, first, 48));
  }
}

TEST_F(AudioPacketizerTest, KeepsThePacketGridOverAGapAndFillsItWithSilence) {
  AudioPacketizer sut = make(1, 24, milliseconds{1});
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin + 10, 48)));
  auto sent = drain(sut);
  ASSERT_EQ(sent.size(), 1U) << "10 silent samples, then 38";
  EXPECT_EQ(sent[0].view().timestamp(), MediaTicks{kOrigin}.wrapped());
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin + 48'000, 48)));
  sent = drain(sut);
  ASSERT_EQ(sent.size(), 2U) << "the packet begun, then the one after the gap";
  EXPECT_EQ(sent[0].view().timestamp(), MediaTicks{kOrigin + 48}.wrapped());
  EXPECT_EQ(sent[1].view().timestamp(), MediaTicks{kOrigin + 48'000}.wrapped());
  EXPECT_EQ(sut.statistics().silence_samples.get(), 10U + 38U);
}

TEST_F(AudioPacketizerTest, SendsNoSampleTwice) {
  AudioPacketizer sut = make(1, 24, milliseconds{1});
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin, 96)));
  EXPECT_EQ(drain(sut).size(), 2U);
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin + 48, 96)));
  EXPECT_EQ(drain(sut).size(), 1U);
  EXPECT_EQ(sut.statistics().skipped_samples.get(), 48U);
}

TEST_F(AudioPacketizerTest, FollowsATimeLineThatStepsBack) {
  AudioPacketizer sut = make(1, 24, milliseconds{1});
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin, 96)));
  EXPECT_EQ(drain(sut).size(), 2U);
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, 96, 96)));
  EXPECT_EQ(drain(sut).size(), 2U);
}

TEST_F(AudioPacketizerTest, SkipsToTheNextBlockAfterAStall) {
  AudioPacketizer sut = make(1, 24, microseconds{125});
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin, 48)));
  sut.skip_frame();
  EXPECT_FALSE(sut.next_due().has_value());
  EXPECT_EQ(sut.statistics().skipped_samples.get(), 48U);
  ASSERT_TRUE(sut.begin(block(sut, 1, 24, kOrigin + 480, 48)));
  EXPECT_EQ(drain(sut).size(), 8U);
}

TEST_F(AudioPacketizerTest, RefusesBlocksOfAnotherFormat) {
  AudioPacketizer sut = make(2, 24, milliseconds{1});
  EXPECT_FALSE(sut.begin(block(sut, 1, 24, kOrigin, 48)));
  EXPECT_EQ(sut.statistics().format_mismatches.get(), 1U);
  EXPECT_TRUE(sut.begin(block(sut, 2, 16, kOrigin, 48))) << "the bus has one scale for every depth";
}

TEST_F(AudioPacketizerTest, WritesNothingIntoABufferThatIsTooSmall) {
  AudioPacketizer sut = make(2, 24, milliseconds{1});
  ASSERT_TRUE(sut.begin(block(sut, 2, 24, kOrigin, 48)));
  std::vector<uint8_t> buffer(sut.packet_bytes() - 1);
  EXPECT_EQ(sut.write_next(buffer), 0U);
  buffer.resize(sut.packet_bytes());
  EXPECT_EQ(sut.write_next(buffer), 12U + 288U);
  EXPECT_EQ(sut.write_next(buffer), 0U);
}

TEST_F(AudioPacketizerTest, RefusesPacketTimesThatDoNotFit) {
  AudioPacketizerConfig config;
  config.format.channels = 64;
  EXPECT_FALSE(AudioPacketizer::create(config).has_value()) << "64 channels need 125 us";
  config.packet_time = microseconds{125};
  EXPECT_TRUE(AudioPacketizer::create(config).has_value());
  config.packet_time = microseconds{130};
  EXPECT_FALSE(AudioPacketizer::create(config).has_value());
  config.packet_time = Duration{0};
  EXPECT_FALSE(AudioPacketizer::create(config).has_value());
  config.packet_time = milliseconds{1};
  config.format = {.channels = 2, .rate = SampleRate::hz(44'100), .depth = 24};
  EXPECT_FALSE(AudioPacketizer::create(config).has_value());
}

TEST_F(AudioPacketizerTest, AllocatesNothing) {
  AudioPacketizer sut = make(8, 24, microseconds{125});
  std::vector<uint8_t> buffer(1'500);
  pool_.for_each([](bus::AudioBlock& block) { block.prepare({.channels = 8}, 48); });
  test::AllocationGuard guard;
  for (int64_t n = 0; n < 100; ++n) {
    bus::AudioLease lease = pool_.try_lease();
    lease->first_sample = kOrigin + n * 48;
    sut.begin(std::move(lease));
    while (sut.next_due()) sut.write_next(buffer);
  }
  EXPECT_EQ(sut.statistics().packets.get(), 800U);
}

}  // namespace
}  // namespace cw::essence
