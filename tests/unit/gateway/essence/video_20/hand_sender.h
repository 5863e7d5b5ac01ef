// Feeds a VideoAssembler packet by packet with whatever SRDs a test wants, past the RTP stage: time and arrival are given by hand.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "gateway/essence/video_20/video_assembler.h"
#include "tests/support/rtp_packet_builder.h"
#include "tests/unit/gateway/essence/video_20/video_test_kit.h"

namespace cw::test {

/// A run of pixels, in pgroups of two.
struct Run {
  uint16_t row = 0;
  uint16_t first_pixel = 0;
  uint16_t pgroups = 0;
  bool second_field = false;
};

class HandSender {
 public:
  HandSender(const bus::VideoFormat& format, bus::Output<bus::VideoLease>& output,
             essence::VideoAssemblerConfig config = {})
      : raster_(essence::VideoRaster::create(format).value()),
        kernels_(essence::pgroup_kernels(format.depth, essence::KernelIsa::kScalar)) {
    config.format = format;
    auto created = essence::VideoAssembler::create(config, output);
    EXPECT_TRUE(created.has_value());
    sut_ = std::move(*created);
  }

  [[nodiscard]] essence::VideoAssembler& sut() { return *sut_; }
  [[nodiscard]] const essence::VideoAssemblerStatistics& statistics() const { return sut_->statistics(); }

  /// What the next packets carry: pixels of `picture`, at this media time.
  HandSender& of(const bus::VideoLease& picture, int64_t ticks, bool locked = true) {
    picture_ = picture;
    timestamp_ = MediaTicks{ticks}.wrapped().value;
    time_ = {.ticks = MediaTicks{ticks}, .tai = kVideoClock.time_of(ticks), .locked = locked};
    arrival_ = time_.tai + std::chrono::milliseconds(1);
    return *this;
  }
  /// As above for a sender whose ticks say nothing about TAI.
  HandSender& of_unlocked(const bus::VideoLease& picture, uint32_t timestamp, TaiTime tai) {
    of(picture, timestamp, false);
    time_.tai = tai;
    arrival_ = tai;
    return *this;
  }
  HandSender& at(TaiTime arrival) {
    arrival_ = arrival;
    return *this;
  }
  HandSender& by(Leg leg) {
    leg_ = leg;
    return *this;
  }

  HandSender& send(const std::vector<Run>& runs, bool marker = false) {
    std::vector<uint8_t> payload(essence::kExtendedSequenceOctets + runs.size() * essence::kSrdHeaderOctets);
    store_be16(payload.data(), static_cast<uint16_t>(sequence_ >> 16));
    for (size_t i = 0; i < runs.size(); ++i) {
      const essence::SampleRowData srd{static_cast<uint16_t>(runs[i].pgroups * raster_.pgroup_octets), runs[i].row,
                                       runs[i].first_pixel, runs[i].second_field};
      essence::write_srd_header(payload.data() + essence::kExtendedSequenceOctets + i * essence::kSrdHeaderOctets, srd,
                                i + 1 < runs.size());
    }
    for (const Run& run : runs) append_pixels(payload, run);
    return send_payload(std::move(payload), marker);
  }
  /// Rows of a unit, one packet each; the marker with the last.
  HandSender& send_rows(uint16_t first, uint16_t count, bool second_field = false) {
    for (uint16_t row = first; row < first + count; ++row) {
      send({{row, 0, static_cast<uint16_t>(raster_.pgroups_per_row), second_field}},
           row + 1U == raster_.rows(second_field));
    }
    return *this;
  }
  HandSender& send_frame() { return send_rows(0, static_cast<uint16_t>(raster_.height)); }

  HandSender& send_payload(std::vector<uint8_t> payload, bool marker = false) {
    RtpPacketBuilder builder;
    builder.sequence(static_cast<uint16_t>(sequence_)).timestamp(timestamp_).marker(marker).payload(std::move(payload));
    rtp::RtpFault fault{};
    const auto view = rtp::RtpView::parse(builder.bytes(), &fault);
    sut_->on_packet(*view, time_,
                    {.leg = leg_, .sequence = ExtendedSequenceNumber{sequence_}, .arrival = arrival_, .first = true});
    ++sequence_;
    return *this;
  }

 private:
  void append_pixels(std::vector<uint8_t>& payload, const Run& run) const {
    const size_t at = payload.size();
    payload.resize(at + run.pgroups * raster_.pgroup_octets, 0xEE);
    const uint32_t line = raster_.line_of(run.row, run.second_field);
    const bool inside = line < raster_.height && run.first_pixel + 2U * run.pgroups <= raster_.width;
    if (!inside || run.pgroups == 0) return;
    const essence::PlanarRun from = raster_.run_at(*picture_, line, run.first_pixel / 2);
    kernels_.pack({from.y, from.cb, from.cr}, run.pgroups, payload.data() + at);
  }

  essence::VideoRaster raster_;
  essence::PgroupKernels kernels_;
  std::unique_ptr<essence::VideoAssembler> sut_;
  bus::VideoLease picture_;
  rtp::MediaTimeMapper::MediaTime time_;
  TaiTime arrival_;
  uint32_t timestamp_ = 0;
  Leg leg_ = Leg::kRed;
  int64_t sequence_ = 100;
};

}  // namespace cw::test
