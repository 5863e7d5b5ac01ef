// Pictures → packets: ST 2110-20 / RFC 4175 emission, paced to the narrow linear schedule of ST 2110-21. Takes planar frames from the
// bus, converts them to pgroups straight into the packet; the emitting agent asks when the next packet is due and writes it to each leg.
//
// Interlaced and PsF: lines 0, 2, 4… go out with F = 0, then lines 1, 3, 5… with F = 1. Each is a unit with a marker of its own;
// the fields have their own time stamps, the segments of a PsF frame share one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/bus/video_frame.h"
#include "gateway/core/byte_reader.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/rtp_types.h"
#include "gateway/essence/video_20/packet_cutter.h"
#include "gateway/essence/video_20/packet_schedule.h"
#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"
#include "gateway/essence/video_20/video_raster.h"

namespace cw::essence {

struct VideoPacketizerConfig {
  bus::VideoFormat format;
  PayloadType payload_type;
  Ssrc ssrc;
  uint16_t max_udp_octets = 1460;  ///< MAXUDP; includes the UDP header
  PackingMode packing = PackingMode::kBlock;
  SequenceNumber first;
};

/// One writer (the packet worker), any reader.
struct VideoPacketizerStatistics {
  Counter packets;
  Counter octets;               ///< of sample data
  Counter frames;               ///< sent to the last packet
  Counter frames_skipped;       ///< cut short by skip_frame()
  Counter frames_wrong_format;  ///< refused by begin(): format differs
  Counter frames_out_of_order;  ///< refused by begin(): index not above the last one
  Counter frames_refused_busy;  ///< refused by begin(): the frame before has packets left
};

/// One thread; nothing is allocated after create().
class VideoPacketizer {
 public:
  /// Refuses formats other than 4:2:2 with 8 or 10 bits, and packet sizes or rasters that the packing mode cannot hold.
  [[nodiscard]] static Expected<VideoPacketizer> create(const VideoPacketizerConfig& config);

  /// Takes the frame to send next; its packets are due from time_of(index) + TRO on. False: refused and counted.
  bool begin(bus::VideoLease frame);
  /// When the next packet is due; nullopt: nothing to send, offer the next frame.
  [[nodiscard]] std::optional<TaiTime> next_due() const {
    return frame_ ? std::optional(schedule_.due()) : std::nullopt;
  }
  /// Writes RTP header and payload of the next packet; returns its octets. 0: nothing to send, or `rtp_packet` is smaller than
  /// max_packet_octets().
  size_t write_next(MutableBytes rtp_packet);
  /// Drops the rest of the current frame (after a stall); sequence numbers go on without a gap.
  void skip_frame();

  /// Packets of one frame (both fields): constant.
  [[nodiscard]] uint32_t packets_per_frame() const;
  /// Size of the largest packet from RTP header to the end of the payload.
  [[nodiscard]] size_t max_packet_octets() const { return cutter_.max_packet_octets(); }
  [[nodiscard]] const VideoPacketizerStatistics& statistics() const { return *statistics_; }

 private:
  VideoPacketizer(const VideoPacketizerConfig& config, const VideoRaster& raster, const PacketCutter& cutter);

  [[nodiscard]] bool accepts(const bus::VideoFrame& frame);
  void start_unit();
  void finish_unit();
  size_t write_headers(uint8_t* out, const PacketLayout& layout) const;
  void write_data(uint8_t* out, const PacketLayout& layout) const;

  VideoPacketizerConfig config_;
  VideoRaster raster_;
  PgroupKernels kernels_;
  PacketCutter cutter_;
  PacketSchedule schedule_;
  bus::VideoLease frame_;
  uint32_t unit_ = 0;      ///< field or segment of frame_
  uint32_t sequence_ = 0;  ///< extended, of the next packet
  RtpTimestamp timestamp_;
  bool any_sent_ = false;
  int64_t last_index_ = 0;
  std::unique_ptr<VideoPacketizerStatistics> statistics_;
};

}  // namespace cw::essence
