// Packets → pictures: ST 2110-20 / RFC 4175 reception. Takes the first copy of each packet in any order from the 2022-7 merge and
// writes its pgroups once, straight into their place in a planar frame (decision 3); hands whole frames to the bus in index order.
//
// Interlaced and PsF: F = 0 carries lines 0, 2, 4… of the woven frame and F = 1 lines 1, 3, 5…, whatever top_field_first says.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/bus/output.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"
#include "gateway/essence/packet_arrival.h"
#include "gateway/essence/video_20/frame_in_assembly.h"
#include "gateway/essence/video_20/frame_order.h"
#include "gateway/essence/video_20/pgroup/pgroup_kernels.h"
#include "gateway/essence/video_20/raster_watch.h"
#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/essence/video_20/video_assembler_config.h"
#include "gateway/essence/video_20/video_raster.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::essence {

/// One thread (the packet worker) calls everything but statistics(). Must outlive the leases it published.
class VideoAssembler {
 public:
  /// Refuses formats other than 4:2:2 with 8 or 10 bits, an even width, up to 4096 × 2160. Allocates all frames unless it
  /// is given a pool.
  [[nodiscard]] static Expected<std::unique_ptr<VideoAssembler>> create(const VideoAssemblerConfig& config,
                                                                        bus::Output<bus::VideoLease>& output);

  /// First copy of a packet, in any order. May publish. Whatever the payload holds, it is counted and never written out of bounds.
  void on_packet(const rtp::RtpView& packet, const rtp::MediaTimeMapper::MediaTime& time, const PacketArrival& arrival);
  /// Publishes, in order, the frames whose hold time is over at `now` (same clock as the arrivals).
  void poll(TaiTime now);
  /// The sender restarted: publishes what there is; the next frame counts as a first one again.
  void restart();
  /// Publishes what there is (end of a capture).
  void flush();
  /// Any thread.
  [[nodiscard]] const VideoAssemblerStatistics& statistics() const { return statistics_; }
  [[nodiscard]] const bus::VideoFormat& format() const { return config_.format; }

 private:
  using MediaTime = rtp::MediaTimeMapper::MediaTime;

  VideoAssembler(const VideoAssemblerConfig& config, const VideoRaster& raster, bus::Output<bus::VideoLease>& output);

  [[nodiscard]] bool parse(Bytes payload, VideoPayload* out);
  void check_sequence(const VideoPayload& payload, SequenceNumber sequence, ExtendedSequenceNumber extended);
  [[nodiscard]] FrameInAssembly* frame_for(UnitKey key, const MediaTime& time, TaiTime arrival);
  [[nodiscard]] FrameInAssembly* frame_of_new_unit(UnitKey key, const MediaTime& time, TaiTime arrival);
  [[nodiscard]] FrameInAssembly* open_frame(const FrameIdentity& identity, const MediaTime& time, TaiTime arrival);
  [[nodiscard]] bool is_wanted(const FrameIdentity& identity, bool newest);
  [[nodiscard]] FrameInAssembly* free_place(int64_t index);
  void write(FrameInAssembly& frame, const VideoPayload& payload);
  [[nodiscard]] bool write_run(FrameInAssembly& frame, const SampleRowData& srd, const uint8_t* pgroups);
  void on_marker(FrameInAssembly& frame, bool second_field);

  [[nodiscard]] FrameInAssembly* oldest();
  void publish_complete();
  void close(FrameInAssembly& frame);
  void publish(FrameInAssembly& frame);
  void discard_open();
  void release(FrameInAssembly& frame);
  void remember(const FrameIdentity& identity);

  static constexpr size_t kRemembered = 8;

  VideoAssemblerConfig config_;
  VideoRaster raster_;
  PgroupKernels kernels_;
  bus::Output<bus::VideoLease>& output_;
  std::optional<bus::VideoPool> own_pool_;  ///< unless it was given one
  bus::VideoPool& pool_;
  Duration life_;  ///< from a frame's first packet to its deadline

  FrameInAssembly* current_ = nullptr;  ///< of the last packet
  std::array<FrameInAssembly, kOpenFrames> frames_;
  std::array<FrameIdentity, kRemembered> closed_{};  ///< the last frames that are done with: their packets are late
  size_t next_closed_ = 0;
  FrameOrder order_;
  RasterWatch watch_;
  bus::VideoLease previous_;  ///< conceals losses

  bool starting_ = true;
  int64_t start_index_ = 0;  ///< this frame and those before it may have begun before reception did
  bool any_closed_ = false;
  int64_t last_closed_index_ = 0;
  bool sequence_known_ = false;
  uint32_t sequence_offset_ = 0;
  VideoAssemblerStatistics statistics_;
};

}  // namespace cw::essence
