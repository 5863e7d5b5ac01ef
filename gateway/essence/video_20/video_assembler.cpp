#include "gateway/essence/video_20/video_assembler.h"

#include <algorithm>
#include <string>
#include <utility>

namespace cw::essence {

Expected<std::unique_ptr<VideoAssembler>> VideoAssembler::create(const VideoAssemblerConfig& config,
                                                                 bus::Output<bus::VideoLease>& output) {
  const auto raster = VideoRaster::create(config.format);
  if (!raster) return std::unexpected(raster.error());
  if (config.pool == nullptr && config.pool_frames < kMinVideoPoolFrames) {
    return input_error("ST 2110-20 receiver: " + std::to_string(config.pool_frames) +
                       " frames of memory are too few; give it at least " + std::to_string(kMinVideoPoolFrames) + ".");
  }
  if (config.hold < Duration::zero()) {
    return input_error("ST 2110-20 receiver: the hold time is negative; use 0 or more.");
  }
  return std::unique_ptr<VideoAssembler>(new VideoAssembler(config, *raster, output));  // lint: start-up
}

VideoAssembler::VideoAssembler(const VideoAssemblerConfig& config, const VideoRaster& raster,
                               bus::Output<bus::VideoLease>& output)
    : config_(config),
      raster_(raster),
      kernels_(pgroup_kernels(config.format.depth, best_kernel_isa())),
      output_(output),
      own_pool_(config.pool == nullptr ? std::optional<bus::VideoPool>(std::in_place, config.pool_frames)
                                       : std::nullopt),
      pool_(own_pool_ ? *own_pool_ : *config.pool),
      life_(config.format.rate.period() + config.hold),
      order_(config.format),
      watch_(raster) {
  if (own_pool_) own_pool_->for_each([&](bus::VideoFrame& frame) { frame.prepare(config_.format); });
  for (FrameInAssembly& frame : frames_) frame.coverage = CoverageMap(raster_.pgroups());
}

void VideoAssembler::on_packet(const rtp::RtpView& packet, const MediaTime& time, const PacketArrival& arrival) {
  statistics_.packets.add();
  VideoPayload payload;
  if (!parse(packet.payload(), &payload)) return;
  check_sequence(payload, packet.sequence(), arrival.sequence);
  const UnitKey key{packet.timestamp(), raster_.fields == 2 && payload.srds[0].second_field};
  FrameInAssembly* frame = frame_for(key, time, arrival.arrival);
  if (frame == nullptr) return;
  bus::VideoFrame& picture = *frame->lease;
  ++picture.leg_packets[index_of(arrival.leg)];
  picture.last_arrival = std::max(picture.last_arrival, arrival.arrival);
  write(*frame, payload);
  if (packet.marker()) on_marker(*frame, key.second_field);
  if (frame->coverage.complete()) publish_complete();
}

bool VideoAssembler::parse(Bytes payload, VideoPayload* out) {
  switch (parse_video_payload(payload, out)) {
    case SrdFault::kNone: return true;
    case SrdFault::kShort: statistics_.short_packets.add(); return false;
    case SrdFault::kTooManySrds: statistics_.too_many_srds.add(); return false;
  }
  return false;
}

void VideoAssembler::check_sequence(const VideoPayload& payload, SequenceNumber sequence,
                                    ExtendedSequenceNumber extended) {
  const uint32_t sent = uint32_t{payload.extended_sequence} << 16 | sequence.value;
  const uint32_t offset = sent - static_cast<uint32_t>(static_cast<uint64_t>(extended.value));
  if (sequence_known_ && offset == sequence_offset_) return;
  if (sequence_known_) statistics_.sequence_mismatch.add();
  sequence_known_ = true;
  sequence_offset_ = offset;
}

void VideoAssembler::write(FrameInAssembly& frame, const VideoPayload& payload) {
  const uint8_t* pgroups = payload.data.data();
  size_t written = 0;
  for (size_t i = 0; i < payload.srd_count; ++i) {
    const SampleRowData& srd = payload.srds[i];
    if (write_run(frame, srd, pgroups)) written += srd.length_octets;
    pgroups += srd.length_octets;
  }
  statistics_.octets.add(written);
}

bool VideoAssembler::write_run(FrameInAssembly& frame, const SampleRowData& srd, const uint8_t* pgroups) {
  const size_t count = raster_.pgroup_octets == 5 ? srd.length_octets / 5 : srd.length_octets / 4;
  if (count * raster_.pgroup_octets != srd.length_octets || srd.offset_pixels % kPgroupPixels != 0) {
    statistics_.bad_srds.add();
    return false;
  }
  if (count == 0) return false;
  const auto end_pixel = static_cast<uint32_t>(srd.offset_pixels + count * kPgroupPixels);
  const uint32_t line = watch_.line_of(srd);
  frame.extents[srd.second_field].add(srd, end_pixel);
  if (raster_.fields == 1 && srd.second_field) {
    statistics_.wrong_field.add();
    return false;
  }
  if (line >= raster_.height || end_pixel > raster_.width) {
    statistics_.wrong_raster.add();
    frame.has_refused_srds = true;
    return false;
  }
  const auto first = static_cast<uint32_t>(srd.offset_pixels / kPgroupPixels);
  const size_t fresh = frame.coverage.mark(size_t{line} * raster_.pgroups_per_row + first, count);
  if (fresh != count) statistics_.overlapping_octets.add((count - fresh) * raster_.pgroup_octets);
  kernels_.unpack(pgroups, count, raster_.run_at(*frame.lease, line, first));
  return true;
}

void VideoAssembler::on_marker(FrameInAssembly& frame, bool second_field) {
  if (watch_.on_marker(frame.extents[second_field], second_field, statistics_)) discard_open();
}

void VideoAssembler::poll(TaiTime now) {
  for (FrameInAssembly* frame = oldest(); frame != nullptr; frame = oldest()) {
    if (!frame->coverage.complete() && now < frame->deadline) return;
    close(*frame);
  }
}

void VideoAssembler::flush() {
  for (FrameInAssembly* frame = oldest(); frame != nullptr; frame = oldest()) close(*frame);
}

void VideoAssembler::restart() {
  flush();
  order_.reset();
  closed_ = {};
  starting_ = true;
  sequence_known_ = false;
}

FrameInAssembly* VideoAssembler::oldest() {
  FrameInAssembly* found = nullptr;
  for (FrameInAssembly& frame : frames_) {
    if (frame.lease && (found == nullptr || frame.identity.index < found->identity.index)) found = &frame;
  }
  return found;
}

void VideoAssembler::publish_complete() {
  for (FrameInAssembly* frame = oldest(); frame != nullptr && frame->coverage.complete(); frame = oldest()) {
    close(*frame);
  }
}

void VideoAssembler::close(FrameInAssembly& frame) {
  if (!frame.coverage.complete() && frame.may_be_partial) {
    statistics_.frames_dropped_at_start.add();
  } else {
    publish(frame);
  }
  if (any_closed_ && frame.identity.index > last_closed_index_ + 1) {
    statistics_.indices_skipped.add(static_cast<uint64_t>(frame.identity.index - last_closed_index_ - 1));
  }
  any_closed_ = true;
  last_closed_index_ = frame.identity.index;
  release(frame);
}

void VideoAssembler::publish(FrameInAssembly& frame) {
  bus::VideoFrame& picture = *frame.lease;
  const size_t missing = frame.coverage.missing();
  picture.complete = missing == 0 && !frame.has_refused_srds;
  picture.missing_octets = static_cast<uint32_t>(missing * raster_.pgroup_octets);
  if (missing != 0) {
    conceal(picture, frame.coverage, raster_, previous_ ? &*previous_ : nullptr);
    statistics_.missing_octets.add(picture.missing_octets);
  }
  (picture.complete ? statistics_.frames_complete : statistics_.frames_incomplete).add();
  previous_ = frame.lease;
  output_.publish(frame.lease);
}

}  // namespace cw::essence
