// Packets → pictures: ST 2110-20 / RFC 4175 reception. Takes the first copy of each packet in any order from the 2022-7 merge and
// writes its pgroups once, straight into their place in a planar frame (decision 3); hands whole frames to the bus in index order.
//
// Interlaced and PsF: F = 0 carries lines 0, 2, 4… of the woven frame and F = 1 lines 1, 3, 5…, whatever top_field_first says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "gateway/bus/output.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"
#include "gateway/essence/packet_arrival.h"
#include "gateway/essence/video_20/video_assembler_config.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::essence {

/// One thread (the packet worker) calls everything but statistics(). Must outlive the leases it published.
class VideoAssembler {
 public:
  /// Refuses formats other than 4:2:2 with 8 or 10 bits, an even width, up to 4096 × 2160. Allocates all frames.
  [[nodiscard]] static Expected<std::unique_ptr<VideoAssembler>> create(const VideoAssemblerConfig& config,
                                                                        bus::Output<bus::VideoLease>& output);
  ~VideoAssembler();

  /// First copy of a packet, in any order. May publish. Whatever the payload holds, it is counted and never written out of bounds.
  void on_packet(const rtp::RtpView& packet, const rtp::MediaTimeMapper::MediaTime& time, const PacketArrival& arrival);
  /// Publishes, in order, the frames whose hold time is over at `now` (same clock as the arrivals).
  void poll(TaiTime now);
  /// The sender restarted: publishes what there is; the next frame counts as a first one again.
  void restart();
  /// Publishes what there is (end of a capture).
  void flush();
  /// Any thread.
  [[nodiscard]] const VideoAssemblerStatistics& statistics() const;
  [[nodiscard]] const bus::VideoFormat& format() const;

 private:
  class Impl;
  explicit VideoAssembler(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::essence
