// What the tests of -30 share: a sender whose sample values tell their own index and channel.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/rational.h"
#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/rtp/rtp_view.h"
#include "tests/support/rtp_packet_builder.h"

namespace cw::test {

inline constexpr TaiTime kAudioStart = TaiTime::from_ns(1'763'870'400'000'000'000);

/// The bus value of sample `index` on `channel`; never zero, distinct for neighbours.
[[nodiscard]] inline int32_t test_sample(int64_t index, size_t channel, uint8_t depth) {
  const auto value = static_cast<uint32_t>(index * 64 + static_cast<int64_t>(channel) + 1);
  return static_cast<int32_t>(depth == 16 ? (value & 0xFFFF) << 16 : (value & 0xFFFFFF) << 8);
}

[[nodiscard]] inline std::vector<uint8_t> test_payload(const bus::AudioFormat& format, int64_t first,
                                                       uint32_t samples) {
  std::vector<uint8_t> payload;
  for (uint32_t s = 0; s < samples; ++s) {
    for (size_t c = 0; c < format.channels; ++c) {
      const auto value = static_cast<uint32_t>(test_sample(first + s, c, format.depth));
      for (int shift = 24; shift >= 32 - format.depth; shift -= 8)
        payload.push_back(static_cast<uint8_t>(value >> shift));
    }
  }
  return payload;
}

/// Feeds an assembler with packets of its own format, numbered and stamped by sample index.
class AudioFeeder {
 public:
  AudioFeeder(essence::AudioAssembler& sut, uint32_t packet_samples) : sut_(sut), packet_samples_(packet_samples) {}

  /// Packet `n` holds samples [origin + n × packet_samples, …) and arrives `delay` after its last one.
  void packet(int64_t n, Duration delay = Duration{0}) {
    const int64_t first = origin + n * packet_samples_;
    raw(first, n, test_payload(sut_.format(), first, packet_samples_), time_of(first + packet_samples_) + delay);
  }
  void raw(int64_t first, int64_t sequence, std::vector<uint8_t> payload, TaiTime arrival) {
    const Bytes bytes = builder_.sequence(static_cast<uint16_t>(sequence))
                            .timestamp(MediaTicks{first}.wrapped().value)
                            .payload(std::move(payload))
                            .bytes();
    rtp::RtpFault fault = rtp::RtpFault::kNone;
    const auto view = rtp::RtpView::parse(bytes, &fault);
    rtp::MediaTimeMapper::MediaTime time{
        .ticks = MediaTicks{first}, .tai = time_of(first) + tai_shift, .locked = locked, .jump = jump};
    jump = false;
    sut_.on_packet(*view, time,
                   {.leg = Leg::kRed, .sequence = ExtendedSequenceNumber{sequence}, .arrival = arrival, .first = true});
  }
  [[nodiscard]] TaiTime time_of(int64_t sample) const { return sut_.format().rate.time_of(sample); }

  int64_t origin = 0;  ///< sample index of packet 0
  bool locked = true;
  bool jump = false;  ///< of the next packet only
  Duration tai_shift{0};

 private:
  essence::AudioAssembler& sut_;
  uint32_t packet_samples_;
  RtpPacketBuilder builder_;
};

/// Samples of the block that are neither what test_sample() says nor silence.
[[nodiscard]] inline size_t wrong_samples(const bus::AudioBlock& block) {
  size_t wrong = 0;
  for (uint32_t s = 0; s < block.samples; ++s) {
    for (size_t c = 0; c < block.format.channels; ++c) {
      const int32_t got = block.data[s * block.format.channels + c];
      if (got != 0 && got != test_sample(block.first_sample + s, c, block.format.depth)) ++wrong;
    }
  }
  return wrong;
}

[[nodiscard]] inline size_t silent_samples(const bus::AudioBlock& block) {
  size_t silent = 0;
  for (uint32_t s = 0; s < block.samples; ++s) silent += block.data[s * block.format.channels] == 0 ? 1U : 0U;
  return silent;
}

}  // namespace cw::test
