// The ancillary data of a frame or field → packets: ST 2110-40 emission, the outbound twin of AncAssembler. Whole ANC packets fill RTP
// packets up to the size limit; the last one carries the marker; a frame without ANC data sends one keep-alive (ANC_Count 0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/bus/anc_frame.h"
#include "gateway/core/byte_reader.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/rtp_types.h"

namespace cw::essence {

struct AncPacketizerConfig {
  FrameRate rate;           ///< of frames, also when interlaced
  bool interlaced = false;  ///< units are fields
  PayloadType payload_type{100};
  Ssrc ssrc;
  uint16_t max_udp_octets = 1'460;  ///< UDP header and payload (ST 2110-10 §6.3)
  SequenceNumber first;
};

/// One writer, any reader.
struct AncPacketizerStatistics {
  Counter units;
  Counter packets;
  Counter octets;  ///< RTP header and payload
  Counter anc_packets;
  Counter keep_alives;
  Counter format_mismatches;    ///< frames of another rate or scan: refused
  Counter skipped_anc_packets;  ///< given up by skip_frame()
};

/// One thread. No allocation after create().
class AncPacketizer {
 public:
  [[nodiscard]] static Expected<AncPacketizer> create(const AncPacketizerConfig& config);

  /// Takes the next frame or field; only when next_due() is empty. False when its rate or scan differs (counted).
  bool begin(bus::AncLease frame);
  /// When the next packet is due: from the start of the frame or field on, early in it. nullopt: offer the next frame.
  [[nodiscard]] std::optional<TaiTime> next_due() const;
  /// Writes RTP header and payload; octets written, 0 when there is nothing or `out` is too small (needs max_udp_octets − 8).
  size_t write_next(MutableBytes out);
  /// Drops what is left of the frame (after a stall).
  void skip_frame();

  [[nodiscard]] const AncPacketizerStatistics& statistics() const { return *statistics_; }

 private:
  explicit AncPacketizer(const AncPacketizerConfig& config);

  AncPacketizerConfig config_;
  SequenceNumber sequence_;
  uint16_t extended_sequence_ = 0;
  bus::AncLease frame_;
  RtpTimestamp timestamp_;
  TaiTime start_;
  uint32_t next_packet_ = 0;                             ///< of the frame's ANC packets
  uint32_t sent_ = 0;                                    ///< RTP packets of this frame
  std::unique_ptr<AncPacketizerStatistics> statistics_;  ///< counters cannot move, packetizers do
};

}  // namespace cw::essence
