// Sample blocks → packets: ST 2110-30 emission, the outbound twin of AudioAssembler. Cuts blocks of any length into packets that begin
// at multiples of the packet time on the TAI sample line, so that two gateways on the same feed send the same packets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/bus/audio_block.h"
#include "gateway/core/byte_reader.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/rtp_types.h"

namespace cw::essence {

/// ST 2110-30 §6.2: payloads fit an Ethernet frame of 1,500 octets.
inline constexpr size_t kMaxAudioPayloadBytes = 1'440;

struct AudioPacketizerConfig {
  bus::AudioFormat format;
  Duration packet_time = std::chrono::milliseconds{1};
  PayloadType payload_type{97};
  Ssrc ssrc;
  SequenceNumber first;
};

/// One writer, any reader.
struct AudioPacketizerStatistics {
  Counter blocks;
  Counter packets;
  Counter octets;             ///< RTP header and payload
  Counter format_mismatches;  ///< blocks refused
  Counter silence_samples;    ///< per channel, put where blocks left a gap inside a packet
  Counter skipped_samples;    ///< per channel, given up by skip_frame() or sent already
};

/// One thread. No allocation.
class AudioPacketizer {
 public:
  /// Refuses formats that ST 2110-30 does not have and packet times that are no whole number of samples or too long for the channels.
  [[nodiscard]] static Expected<AudioPacketizer> create(const AudioPacketizerConfig& config);

  /// Takes a block; only when next_due() is empty. False when its format differs (counted).
  bool begin(bus::AudioLease block);
  /// When the next packet is due: the TAI time at which its last sample is over, because a sender cannot send what has not been
  /// sampled. nullopt: nothing to send, offer the next block.
  [[nodiscard]] std::optional<TaiTime> next_due() const;
  /// Writes RTP header and payload; octets written, 0 when there is nothing or `out` is too small.
  size_t write_next(MutableBytes out);
  /// Drops what is left of the block, and the packet begun (after a stall).
  void skip_frame();

  [[nodiscard]] uint32_t packet_samples() const { return packet_samples_; }
  [[nodiscard]] size_t packet_bytes() const;
  [[nodiscard]] const AudioPacketizerStatistics& statistics() const { return *statistics_; }

 private:
  explicit AudioPacketizer(const AudioPacketizerConfig& config, uint32_t packet_samples);

  void fill_packet();
  void place(int64_t sample, uint32_t available);
  void append_silence(uint32_t samples);

  AudioPacketizerConfig config_;
  uint32_t packet_samples_;
  uint32_t frame_bytes_;
  SequenceNumber sequence_;
  bus::AudioLease block_;
  uint32_t position_ = 0;     ///< samples of the block that are used up
  int64_t packet_first_ = 0;  ///< sample index of the packet in the making
  uint32_t filled_ = 0;       ///< samples in it
  std::array<uint8_t, kMaxAudioPayloadBytes> payload_{};
  std::unique_ptr<AudioPacketizerStatistics> statistics_;  ///< counters cannot move, packetizers do
};

}  // namespace cw::essence
