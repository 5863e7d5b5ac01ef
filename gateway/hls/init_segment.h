// The initialization segment of a rendition: ftyp and moov of a fragmented file with one track (ISO/IEC 14496-12 §8.2, §8.8; avc1 per
// 14496-15, mp4a per 14496-14; brands per CMAF, 23000-19 §7).
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/bus/coded_unit.h"
#include "gateway/core/error.h"

namespace cw::hls {

inline constexpr uint32_t kTrackId = 1;

/// Ticks per second of a rendition's time line: the rate's numerator, so that event n starts at tick n × den exactly.
[[nodiscard]] inline uint32_t timescale_of(const bus::CodecParameters& parameters) {
  return static_cast<uint32_t>(parameters.time_base.num());
}

/// Pure. kInput when the parameters are damaged or of no use in HLS (no avcC, no AudioSpecificConfig, rate beyond 32 bits).
[[nodiscard]] Expected<std::vector<uint8_t>> build_init_segment(const bus::CodecParameters& parameters);

}  // namespace cw::hls
