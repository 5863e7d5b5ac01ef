// A CMAF chunk: moof and mdat with the samples of one track (ISO/IEC 14496-12 §8.8). A segment is styp and one or more of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gateway/bus/coded_unit.h"
#include "gateway/hls/box_writer.h"

namespace cw::hls {

/// Where a fragment's samples lie, in ticks of the track's timescale.
struct FragmentTiming {
  uint32_t sequence = 0;        ///< mfhd; the segment number's low 32 bits, equal on every gateway
  int64_t ticks_per_event = 1;  ///< the rate's denominator
  int64_t end_event = 0;        ///< decode time of whatever follows, in events of the time base: ends the last sample
};

/// Segment type box; starts every segment file.
void write_segment_type(BoxWriter& out);

/// Appends moof and mdat. `units` are in decoding order and not empty. A sample lasts until the next one's decoding time, so that a
/// missing unit stretches its predecessor and never shifts what follows. tfdt is the first unit's TAI: dts × ticks_per_event. Pure.
void write_fragment(BoxWriter& out, std::span<const bus::CodedUnitPtr> units, const FragmentTiming& timing);

}  // namespace cw::hls
