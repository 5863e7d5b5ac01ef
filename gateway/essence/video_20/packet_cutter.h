// How a frame or field is cut into packets (ST 2110-20 §6.3): which rows and pixels go into the next one. Pure arithmetic; part of
// VideoPacketizer.
//   general packing: as many whole pgroups as fit; block packing: always the same multiple of 180 octets but for the last packet.
// Either way a packet may end one row and begin the next (continuation bit C).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/error.h"
#include "gateway/essence/video_20/sample_row_data.h"
#include "gateway/essence/video_20/video_raster.h"

namespace cw::essence {

enum class PackingMode : uint8_t { kGeneral, kBlock };

struct PacketLayout {
  size_t srd_count = 0;
  std::array<SampleRowData, kMaxSrds> srds;
  size_t data_octets = 0;
};

/// One thread, no allocation.
class PacketCutter {
 public:
  /// `max_udp_octets` (MAXUDP) counts the UDP header. Refuses sizes beyond 8960 or too small for the packing, and rasters whose rows
  /// are too short for block packing.
  [[nodiscard]] static Expected<PacketCutter> create(const VideoRaster& raster, PackingMode packing,
                                                     uint16_t max_udp_octets);

  void start_unit(bool second_field);
  [[nodiscard]] bool unit_is_done() const { return row_ == rows_; }
  /// The next packet of the unit; only while !unit_is_done().
  [[nodiscard]] PacketLayout next();

  /// Of one unit; fields of an odd number of lines differ.
  [[nodiscard]] uint32_t packets(bool second_field) const { return packets_[second_field ? 1 : 0]; }
  /// From the RTP header to the end of the payload.
  [[nodiscard]] size_t max_packet_octets() const { return max_packet_octets_; }

 private:
  explicit PacketCutter(const VideoRaster& raster) : raster_(raster) {}
  /// Cuts one whole unit to count its packets. False when block packing left one short before the end.
  [[nodiscard]] bool measure(bool second_field);

  VideoRaster raster_;
  size_t room_octets_ = 0;  ///< for what `next` puts into one packet
  size_t header_cost_octets_ =
      0;  ///< what an SRD header takes of it: nothing in block packing, which keeps room for three
  std::array<uint32_t, 2> packets_{};
  size_t max_packet_octets_ = 0;
  bool second_field_ = false;
  uint32_t rows_ = 0;
  uint32_t row_ = 0;
  uint32_t pgroup_ = 0;  ///< of the row
};

}  // namespace cw::essence
