// Packets → sample blocks: ST 2110-30 reception (PCM in RTP, AES67 / RFC 3190). Takes the first copy of each packet in any order and
// writes its samples once, straight to the place that the time stamp names; blocks leave in order, when they are full or when the hold
// time for the other leg is over (what is missing then is silence, and counted).
//
//   time stamp → sample index ─┬─ ring of blocks:  | full → bus | filling | filling | … |
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/bus/audio_block.h"
#include "gateway/bus/output.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/essence/packet_arrival.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_view.h"
#include "gateway/rtp/tick_scale.h"

namespace cw::essence {

struct AudioAssemblerConfig {
  bus::AudioFormat format;
  Duration packet_time = std::chrono::milliseconds{1};
  /// How long after its last possible packet an incomplete block waits for the other leg or for reordering.
  Duration hold = std::chrono::milliseconds{10};
  size_t pool_blocks = 256;     ///< blocks that consumers may hold at a time
  uint32_t block_samples = 48;  ///< per channel in one block, at most bus::kMaxBlockSamples
};

/// One writer (the packet worker), any reader.
struct AudioAssemblerStatistics {
  Counter packets;  ///< offered: first copies only
  Counter samples;  ///< per channel, written
  Counter blocks;
  Counter blocks_incomplete;
  Counter missing_samples;    ///< per channel, published as silence
  Counter discontinuities;    ///< blocks that do not continue the one before
  Counter late_packets;       ///< their block had been published
  Counter format_mismatches;  ///< payload is no whole number of samples, or its packet time is unexplained: refused
  Counter no_memory;          ///< blocks lost because the pool was empty
  Gauge
      packet_samples;  ///< as seen on the wire, per channel; differs from the configured packet time when the sender does
};

/// One thread (the packet worker) calls everything but statistics(). Must outlive the leases it published.
class AudioAssembler {
 public:
  /// Refuses what ST 2110-30 does not have: depths other than 16 and 24, 0 or more than 64 channels, packets over 1,440 octets.
  [[nodiscard]] static Expected<std::unique_ptr<AudioAssembler>> create(const AudioAssemblerConfig& config,
                                                                        bus::Output<bus::AudioLease>& output);

  /// First copy of a packet, in any order. May publish. Any payload is safe.
  void on_packet(const rtp::RtpView& packet, const rtp::MediaTimeMapper::MediaTime& time, const PacketArrival& arrival);
  /// Publishes, in order, the blocks whose hold time is over at `now`.
  void poll(TaiTime now);
  /// The sender restarted: publishes what there is and starts anew with the next packet.
  void restart();
  /// Publishes what there is (end of a capture).
  void flush() { restart(); }

  [[nodiscard]] const AudioAssemblerStatistics& statistics() const { return statistics_; }
  [[nodiscard]] const bus::AudioFormat& format() const { return config_.format; }
  [[nodiscard]] const AudioAssemblerConfig& config() const { return config_; }

 private:
  using SampleSet = unsigned __int128;  ///< one bit per sample of a block

  struct Slot {
    bus::AudioLease block;
    SampleSet filled = 0;
    TaiTime tai;                       ///< of the block's first sample; set with the first samples when not locked
    std::optional<TaiTime> passed_at;  ///< since when samples beyond the block have been there
  };
  /// The part of a packet that is to be written.
  struct Run {
    int64_t first = 0;
    uint32_t samples = 0;
    const uint8_t* wire = nullptr;
    TaiTime tai;  ///< of `first`
  };

  AudioAssembler(const AudioAssemblerConfig& config, bus::Output<bus::AudioLease>& output, size_t slot_count);

  [[nodiscard]] uint32_t accepted_samples(const rtp::RtpView& packet, const PacketArrival& arrival);
  void begin(int64_t first, bool locked, TaiTime arrival);
  [[nodiscard]] bool make_room(Run& run, bool locked, TaiTime arrival);
  [[nodiscard]] bool take_earlier(int64_t first, TaiTime arrival);
  void write(const Run& run);
  void note_end(int64_t end, TaiTime arrival);
  void mark_passed(int64_t first_block, int64_t end_block, TaiTime arrival);
  void publish_ready(TaiTime now);
  void publish_head();
  [[nodiscard]] bool is_full(const Slot& slot) const { return slot.filled == full_; }
  [[nodiscard]] bool is_expired(const Slot& slot, TaiTime now) const;
  [[nodiscard]] bool lease_block(Slot& slot);
  [[nodiscard]] Duration duration_of(int64_t samples) const;
  [[nodiscard]] int64_t block_of(int64_t sample) const;
  [[nodiscard]] int64_t first_sample_of(int64_t block) const { return block * config_.block_samples; }
  [[nodiscard]] Slot& slot_of(int64_t block) { return slots_[static_cast<size_t>(block) & (slots_.size() - 1)]; }

  AudioAssemblerConfig config_;
  bus::Output<bus::AudioLease>& output_;
  bus::AudioPool pool_;
  std::vector<Slot> slots_;  ///< ring, a power of two
  rtp::TickScale scale_;
  uint32_t frame_bytes_;  ///< one sample of every channel
  SampleSet full_;
  uint32_t packet_samples_;  ///< per packet, as accepted at present
  ExtendedSequenceNumber last_sequence_;
  RtpTimestamp next_timestamp_;  ///< that continues the last packet
  bool running_ = false;
  bool publishing_ = false;  ///< the hold time of the first block is over
  bool locked_ = false;
  bool discontinuity_ = false;  ///< the next block does not continue the last
  int64_t head_ = 0;            ///< block that is published next
  int64_t end_ = 0;             ///< one past the highest sample seen
  TaiTime began_at_;
  TaiTime last_arrival_;
  TaiTime last_tai_;  ///< of the block published last
  AudioAssemblerStatistics statistics_;
};

}  // namespace cw::essence
