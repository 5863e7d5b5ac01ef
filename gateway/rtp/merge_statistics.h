// What LegMerger and StreamReceiver count per leg and per stream (ST 2022-7). One writer (the packet worker), read from any thread.
#pragma once

#include <array>

#include "gateway/core/counters.h"
#include "gateway/core/rtp_types.h"

namespace cw::rtp {

struct LegStatistics {
  Counter packets;     ///< RTP packets of the followed stream
  Counter octets;      ///< UDP payload octets of them
  Counter lost;        ///< numbers that left the window without having come on this leg
  Counter reordered;   ///< packets below the highest number seen on this leg
  Counter duplicates;  ///< numbers that came again on the same leg
  Counter late;        ///< packets behind the window: of no use any more
  Counter
      foreign;  ///< packets whose number fits neither this leg's past nor the other leg (restart or misconfigured leg)
  Counter bad_rtp;             ///< datagrams that are no RTP
  Counter wrong_payload_type;  ///< not accepted
  Counter wrong_ssrc;          ///< of another SSRC than the followed one
  Counter markers;
  Counter padded;         ///< packets with RTP padding
  Counter extended;       ///< packets with a header extension
  Gauge skew_ns;          ///< arrival on this leg − arrival on the other leg, of the same number
  Gauge last_arrival_ns;  ///< TAI of the last packet; 0: none yet
};

struct MergeStatistics {
  std::array<LegStatistics, kLegCount> legs;
  Counter recovered;  ///< numbers missing on exactly one leg
  Counter missing;    ///< numbers missing on both
  Counter differing;  ///< numbers whose copies differ between the legs; the first one was kept
  Counter restarts;   ///< the sender began a new numbering
};

}  // namespace cw::rtp
