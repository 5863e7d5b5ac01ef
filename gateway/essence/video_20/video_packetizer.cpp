#include "gateway/essence/video_20/video_packetizer.h"

#include <utility>

#include "gateway/essence/timing_21/sender_model.h"
#include "gateway/rtp/rtp_header.h"

namespace cw::essence {

Expected<VideoPacketizer> VideoPacketizer::create(const VideoPacketizerConfig& config) {
  const auto raster = VideoRaster::create(config.format);
  if (!raster) return std::unexpected(raster.error());
  const auto cutter = PacketCutter::create(*raster, config.packing, config.max_udp_octets);
  if (!cutter) return std::unexpected(cutter.error());
  return VideoPacketizer(config, *raster, *cutter);
}

VideoPacketizer::VideoPacketizer(const VideoPacketizerConfig& config, const VideoRaster& raster,
                                 const PacketCutter& cutter)
    : config_(config),
      raster_(raster),
      kernels_(pgroup_kernels(config.format.depth, best_kernel_isa())),
      cutter_(cutter),
      schedule_(config.format),
      sequence_(config.first.value),
      statistics_(std::make_unique<VideoPacketizerStatistics>()) {}

bool VideoPacketizer::begin(bus::VideoLease frame) {
  if (!frame || !accepts(*frame)) return false;
  frame_ = std::move(frame);
  any_sent_ = true;
  last_index_ = frame_->index;
  unit_ = 0;
  start_unit();
  return true;
}

bool VideoPacketizer::accepts(const bus::VideoFrame& frame) {
  const bus::VideoFormat& own = config_.format;
  const bus::VideoFormat& other = frame.format;
  if (other.width != own.width || other.height != own.height || other.rate != own.rate || other.depth != own.depth ||
      other.sampling != own.sampling || other.scan != own.scan) {
    statistics_->frames_wrong_format.add();
    return false;
  }
  if (frame_) {
    statistics_->frames_refused_busy.add();
    return false;
  }
  // Further back than a second: the clock was set back, and its new time is followed.
  const int64_t one_second = own.rate.index_at(TaiTime::from_ns(kNsPerSecond));
  if (any_sent_ && frame.index <= last_index_ && last_index_ - frame.index <= one_second) {
    statistics_->frames_out_of_order.add();
    return false;
  }
  return true;
}

void VideoPacketizer::start_unit() {
  const bool second_field = unit_ == 1;
  const int64_t unit_index = frame_->index * raster_.fields + unit_;
  const bool own_time = config_.format.scan == bus::Scan::kInterlaced;
  const int64_t ticks = own_time ? unit_rate(config_.format).rescale(unit_index, kVideoClock)
                                 : config_.format.rate.rescale(frame_->index, kVideoClock);
  timestamp_ = MediaTicks{ticks}.wrapped();
  cutter_.start_unit(second_field);
  schedule_.start_unit(unit_index, cutter_.packets(second_field));
}

size_t VideoPacketizer::write_next(MutableBytes rtp_packet) {
  if (!frame_ || rtp_packet.size() < max_packet_octets()) return 0;
  const PacketLayout layout = cutter_.next();
  const size_t header_octets = write_headers(rtp_packet.data(), layout);
  write_data(rtp_packet.data() + header_octets, layout);
  statistics_->packets.add();
  statistics_->octets.add(layout.data_octets);
  ++sequence_;
  if (cutter_.unit_is_done()) {
    finish_unit();
  } else {
    schedule_.next();
  }
  return header_octets + layout.data_octets;
}

size_t VideoPacketizer::write_headers(uint8_t* out, const PacketLayout& layout) const {
  constexpr unsigned kExtendedSequenceShift = 16;
  rtp::write_rtp_header({out, rtp::kRtpHeaderBytes}, {.payload_type = config_.payload_type,
                                                      .sequence = SequenceNumber{static_cast<uint16_t>(sequence_)},
                                                      .timestamp = timestamp_,
                                                      .ssrc = config_.ssrc,
                                                      .marker = cutter_.unit_is_done()});
  uint8_t* position = out + rtp::kRtpHeaderBytes;
  store_be16(position, static_cast<uint16_t>(sequence_ >> kExtendedSequenceShift));
  position += kExtendedSequenceOctets;
  for (size_t i = 0; i < layout.srd_count; ++i, position += kSrdHeaderOctets) {
    write_srd_header(position, layout.srds[i], i + 1 < layout.srd_count);
  }
  return static_cast<size_t>(position - out);
}

void VideoPacketizer::write_data(uint8_t* out, const PacketLayout& layout) const {
  for (size_t i = 0; i < layout.srd_count; ++i) {
    const SampleRowData& srd = layout.srds[i];
    const auto pgroup = static_cast<uint32_t>(srd.offset_pixels / kPgroupPixels);
    const PlanarRun run = raster_.run_at(*frame_, raster_.line_of(srd.row, srd.second_field), pgroup);
    kernels_.pack({run.y, run.cb, run.cr}, srd.length_octets / kernels_.pgroup_octets, out);
    out += srd.length_octets;
  }
}

void VideoPacketizer::finish_unit() {
  if (++unit_ < raster_.fields) {
    start_unit();
    return;
  }
  statistics_->frames.add();
  frame_.reset();
}

void VideoPacketizer::skip_frame() {
  if (!frame_) return;
  frame_.reset();
  statistics_->frames_skipped.add();
}

uint32_t VideoPacketizer::packets_per_frame() const {
  return cutter_.packets(false) + (raster_.fields == 2 ? cutter_.packets(true) : 0);
}

}  // namespace cw::essence
