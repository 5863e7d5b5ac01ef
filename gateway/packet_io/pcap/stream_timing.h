// Finds out from a captured RTP stream what its time stamps count: the clock, and the frame or field rate when they count pictures.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "gateway/core/rational.h"
#include "gateway/packet_io/pcap/captured_streams.h"

namespace cw::packet_io {

struct StreamTiming {
  Rate clock = kVideoClock;
  std::optional<Rate>
      unit_rate;            ///< frames or fields per second (ST 2059-1 alignment points); nullopt: ticks are samples
  bool interlaced = false;  ///< units are fields
  int64_t first_field_parity = 0;  ///< unit numbers of first fields are even (0) or odd (1)
  int64_t reference_ticks = 0;     ///< time stamp of unit 0
  int64_t typical_step = 1;        ///< ticks from one time stamp to the next
};

/// `known_clock` wins over the guess, which takes the usual clock nearest to ticks per arrival time. nullopt when the time stamps make
/// no sense against the arrival times (the stream is then better left alone).
[[nodiscard]] std::optional<StreamTiming> guess_timing(const Capture& capture, const CapturedStream& stream,
                                                       std::optional<Rate> known_clock);

/// Where a packet stands, counted from the reference: frames or fields when there is a unit rate, else samples.
[[nodiscard]] inline int64_t place_of(const StreamTiming& timing, const CapturedPacket& packet) {
  const int64_t ticks = packet.ticks - timing.reference_ticks;
  return timing.unit_rate ? timing.clock.rescale(ticks, *timing.unit_rate) : ticks;
}

}  // namespace cw::packet_io
