#include "gateway/essence/stream_receiver.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "gateway/essence/anc_40/anc_assembler.h"
#include "gateway/essence/anc_40/anc_packetizer.h"
#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/capturing_output.h"
#include "tests/unit/gateway/essence/anc_40/anc_test_kit.h"
#include "tests/unit/gateway/essence/audio_30/audio_test_kit.h"

namespace cw::essence {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr int64_t kFirstSample = 84'665'779'200'000;
constexpr uint32_t kPacketSamples = 6;

/// Audio from the packetizer's own octets over two lossy legs: 8 channels, L24, 125 µs.
class AudioOverTwoLegs : public ::testing::Test {
 protected:
  static constexpr size_t kChannels = 8;
  AudioOverTwoLegs() {
    AudioPacketizerConfig config;
    config.format = format_;
    config.packet_time = microseconds{125};
    packetizer_ = std::make_unique<AudioPacketizer>(AudioPacketizer::create(config).value());
    pool_.for_each([&](bus::AudioBlock& block) { block.prepare(format_, 48); });
  }
  StreamReceiver<AudioAssembler> make(bus::Output<bus::AudioLease>& output, Duration hold = milliseconds{10}) const {
    AudioAssemblerConfig config;
    config.format = format_;
    config.packet_time = microseconds{125};
    config.hold = hold;
    return {StreamReceiverConfig{
                .payload_type = PayloadType{97}, .clock = format_.rate, .leg_count = 2, .packets_per_second = 8'000},
            AudioAssembler::create(config, output).value()};
  }
  /// Millisecond `n` of the stream, 8 packets, each handed to `send(sequence, datagram)`.
  template <typename F>
  void send_millisecond(int64_t n, F&& send) {
    bus::AudioLease block = pool_.try_lease();
    block->first_sample = kFirstSample + n * 48;
    for (uint32_t s = 0; s < 48; ++s) {
      for (size_t c = 0; c < kChannels; ++c)
        block->data[s * kChannels + c] = test::test_sample(block->first_sample + s, c, 24);
    }
    packetizer_->begin(std::move(block));
    while (const auto due = packetizer_->next_due()) {
      UdpDatagram datagram;
      datagram.payload = Bytes(buffer_).first(packetizer_->write_next(buffer_));
      datagram.arrival = *due;
      send(packets_++, datagram);
    }
  }

  bus::AudioFormat format_{.channels = kChannels, .rate = SampleRate::hz(48'000), .depth = 24};
  bus::AudioPool pool_{4};
  std::unique_ptr<AudioPacketizer> packetizer_;
  std::array<uint8_t, 1'500> buffer_{};
  int64_t packets_ = 0;
};

TEST_F(AudioOverTwoLegs, IsCompleteWhenEachLegLosesOthers) {
  test::CapturingOutput<bus::AudioLease> output;
  auto sut = make(output);
  for (int64_t n = 0; n < 200; ++n) {
    send_millisecond(n, [&](int64_t packet, UdpDatagram datagram) {
      if (packet % 3 != 0) sut.on_datagram(Leg::kRed, datagram);
      datagram.arrival += microseconds{300};
      if (packet % 3 != 1) sut.on_datagram(Leg::kBlue, datagram);
    });
    sut.poll(SampleRate::hz(48'000).time_of(kFirstSample + n * 48));
  }
  sut.finish();
  ASSERT_EQ(output.published.size(), 200U);
  for (const auto& block : output.published) {
    EXPECT_EQ(test::wrong_samples(*block) + test::silent_samples(*block), 0U);
    EXPECT_TRUE(block->locked);
  }
  EXPECT_EQ(sut.legs().missing.get(), 0U);
  EXPECT_EQ(sut.legs().recovered.get(), 534U + 533U);
  EXPECT_EQ(sut.snapshot().differing, 0U);
}

TEST_F(AudioOverTwoLegs, AllocatesNothing) {
  test::DroppingOutput<bus::AudioLease> output;
  auto sut = make(output);
  test::AllocationGuard guard;
  for (int64_t n = 0; n < 2'000; ++n) {
    send_millisecond(n, [&](int64_t packet, const UdpDatagram& datagram) {
      if (packet % 7 != 0) sut.on_datagram(Leg::kRed, datagram);
      if (packet % 5 != 0) sut.on_datagram(Leg::kBlue, datagram);
    });
    sut.poll(SampleRate::hz(48'000).time_of(kFirstSample + n * 48));
  }
  EXPECT_GT(output.count, 1'900U);
}

TEST_F(AudioOverTwoLegs, FiguresMayBeReadFromAnotherThread) {
  test::DroppingOutput<bus::AudioLease> output;
  auto sut = make(output);
  std::atomic<bool> done{false};
  std::thread reader([&] {
    uint64_t last = 0;
    while (!done.load()) {
      const uint64_t packets = sut.snapshot().legs[0].packets;
      EXPECT_GE(packets, last);
      last = packets + 0 * sut.assembler().statistics().blocks.get();
    }
  });
  for (int64_t n = 0; n < 200; ++n) {
    send_millisecond(n, [&](int64_t, const UdpDatagram& datagram) { sut.on_datagram(Leg::kRed, datagram); });
  }
  done.store(true);
  reader.join();
  EXPECT_EQ(sut.snapshot().legs[0].packets, 1'600U);
}

TEST_F(AudioOverTwoLegs, SurvivesTheLossOfEitherLegWithoutAGap) {
  test::CapturingOutput<bus::AudioLease> output;
  auto sut = make(output);
  for (int64_t n = 0; n < 240; ++n) {
    send_millisecond(n, [&](int64_t, const UdpDatagram& datagram) {
      if (n < 80 || n >= 160) sut.on_datagram(Leg::kRed, datagram);
      if (n < 40 || n >= 70) sut.on_datagram(Leg::kBlue, datagram);
    });
  }
  sut.finish();
  EXPECT_EQ(output.published.size(), 240U);
  EXPECT_EQ(sut.assembler().statistics().missing_samples.get(), 0U);
}

TEST(AncOverStreamReceiver, CarriesFieldsFromThePacketizerUnchanged) {
  const FrameRate rate = *FrameRate::create(30'000, 1'001);
  AncPacketizerConfig sender_config;
  sender_config.rate = rate;
  sender_config.interlaced = true;
  auto sender = AncPacketizer::create(sender_config).value();
  AncAssemblerConfig config;
  config.rate = rate;
  config.interlaced = true;
  test::CapturingOutput<bus::AncLease> output;
  StreamReceiver<AncAssembler> sut({.payload_type = PayloadType{100}, .packets_per_second = 60},
                                   AncAssembler::create(config, output).value());
  bus::AncPool pool(4);
  std::array<uint8_t, 1'500> buffer{};
  constexpr int64_t kFrame = 52'863'000'000;
  for (int64_t unit = 0; unit < 20; ++unit) {
    bus::AncLease frame = pool.try_lease();
    frame->rate = rate;
    frame->index = kFrame + unit / 2;
    frame->field = unit % 2 == 0 ? bus::AncField::kFirst : bus::AncField::kSecond;
    frame->count = 0;
    for (uint8_t i = 0; i < unit; ++i) *frame->append() = test::anc_packet({0x61, 0x01}, 100, i);
    ASSERT_TRUE(sender.begin(std::move(frame)));
    while (const auto due = sender.next_due()) {
      UdpDatagram datagram;
      datagram.payload = Bytes(buffer).first(sender.write_next(buffer));
      datagram.arrival = *due + microseconds{20};
      sut.on_datagram(Leg::kRed, datagram);
    }
  }
  sut.finish();
  ASSERT_EQ(output.published.size(), 20U);
  for (int64_t unit = 1; unit < 20; ++unit) {
    const bus::AncFrame& frame = *output.published[static_cast<size_t>(unit)];
    EXPECT_EQ(frame.index, kFrame + unit / 2);
    EXPECT_TRUE(frame.complete);
    ASSERT_EQ(frame.count, static_cast<uint32_t>(unit));
    for (uint32_t i = 0; i < frame.count; ++i) {
      EXPECT_EQ(frame.packets[i].line, 9 + i);
      EXPECT_EQ(frame.packets[i].faults, bus::kAncFaultNone);
    }
  }
  EXPECT_EQ(sut.snapshot().legs[0].lost, 0U);
}

}  // namespace
}  // namespace cw::essence
