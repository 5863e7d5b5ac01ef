#include "gateway/essence/video_20/packet_cutter.h"

#include <algorithm>
#include <string>

#include "gateway/rtp/rtp_view.h"

namespace cw::essence {
namespace {

constexpr size_t kUdpHeaderOctets = 8;
constexpr size_t kBlockOctets = 180;
constexpr uint16_t kExtendedMaxUdp = 8960;
constexpr size_t kFixedOctets = rtp::kRtpHeaderBytes + kExtendedSequenceOctets;
constexpr size_t kThreeHeaders = kMaxSrds * kSrdHeaderOctets;
constexpr size_t kLeastUdp = kUdpHeaderOctets + kFixedOctets + kThreeHeaders + kBlockOctets;

}  // namespace

Expected<PacketCutter> PacketCutter::create(const VideoRaster& raster, PackingMode packing, uint16_t max_udp_octets) {
  if (max_udp_octets < kLeastUdp || max_udp_octets > kExtendedMaxUdp) {
    return input_error("ST 2110-20 sender: MAXUDP " + std::to_string(max_udp_octets) + " is not possible; use " +
                       std::to_string(kLeastUdp) + " to " + std::to_string(kExtendedMaxUdp) +
                       " octets, normally 1460.");
  }
  PacketCutter cutter(raster);
  const size_t payload_octets = max_udp_octets - kUdpHeaderOctets - kFixedOctets;
  const bool block = packing == PackingMode::kBlock;
  cutter.room_octets_ = block ? (payload_octets - kThreeHeaders) / kBlockOctets * kBlockOctets : payload_octets;
  cutter.header_cost_octets_ = block ? 0 : kSrdHeaderOctets;
  for (uint32_t field = 0; field < raster.fields; ++field) {
    if (!cutter.measure(field == 1) && block) {
      return input_error("ST 2110-20 sender: rows of " + std::to_string(raster.width) +
                         " pixels are too short for block packing (BPM); use general packing (GPM).");
    }
  }
  cutter.row_ = 0;
  cutter.rows_ = 0;
  return cutter;
}

void PacketCutter::start_unit(bool second_field) {
  second_field_ = second_field;
  rows_ = raster_.rows(second_field);
  row_ = 0;
  pgroup_ = 0;
}

PacketLayout PacketCutter::next() {
  PacketLayout layout;
  size_t room = room_octets_;
  while (layout.srd_count < kMaxSrds && row_ < rows_ && room >= header_cost_octets_ + raster_.pgroup_octets) {
    room -= header_cost_octets_;
    const size_t count = std::min(room / raster_.pgroup_octets, size_t{raster_.pgroups_per_row - pgroup_});
    const size_t octets = count * raster_.pgroup_octets;
    SampleRowData& srd = layout.srds[layout.srd_count++];
    srd.length_octets = static_cast<uint16_t>(octets);
    srd.row = static_cast<uint16_t>(row_);
    srd.offset_pixels = static_cast<uint16_t>(pgroup_ * kPgroupPixels);
    srd.second_field = second_field_;
    room -= octets;
    layout.data_octets += octets;
    pgroup_ += static_cast<uint32_t>(count);
    if (pgroup_ == raster_.pgroups_per_row) {
      pgroup_ = 0;
      ++row_;
    }
  }
  return layout;
}

bool PacketCutter::measure(bool second_field) {
  bool every_packet_full = true;
  uint32_t& packets = packets_[second_field ? 1 : 0];
  start_unit(second_field);
  for (packets = 0; !unit_is_done(); ++packets) {
    const PacketLayout layout = next();
    every_packet_full &= unit_is_done() || layout.data_octets == room_octets_;
    max_packet_octets_ =
        std::max(max_packet_octets_, kFixedOctets + layout.srd_count * kSrdHeaderOctets + layout.data_octets);
  }
  return every_packet_full;
}

}  // namespace cw::essence
