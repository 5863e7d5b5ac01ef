// What every receiver of an essence stream does with a datagram before the Assembler: RTP checks, following the sender's SSRC, merging
// the legs, mapping to TAI (DESIGN decision 5). The part of StreamReceiver that does not depend on the essence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gateway/core/packet.h"
#include "gateway/essence/packet_arrival.h"
#include "gateway/rtp/leg_merger.h"
#include "gateway/rtp/media_time_mapper.h"
#include "gateway/rtp/rtp_view.h"

namespace cw::essence {

struct StreamReceiverConfig {
  PayloadType payload_type;
  Rate clock = kVideoClock;                               ///< of the RTP time stamps
  size_t leg_count = 1;                                   ///< 2: ST 2022-7
  uint32_t packets_per_second = 0;                        ///< nominal, of one leg; 0 when unknown
  Duration window = std::chrono::milliseconds{450};       ///< greatest skew between the legs
  Duration max_latency = std::chrono::milliseconds{100};  ///< of a sender that is locked to TAI
  Duration sender_delay = Duration{0};                    ///< see MediaTimeMapperConfig
};

/// Plain figures for status and metrics, taken at one moment from counters that go on.
struct ReceiverSnapshot {
  struct Leg {
    uint64_t packets = 0, octets = 0, lost = 0, reordered = 0, duplicates = 0, late = 0, foreign = 0, markers = 0;
    uint64_t bad_rtp = 0, wrong_payload_type = 0, wrong_ssrc = 0, padded = 0, extended = 0, truncated = 0;
    int64_t skew_ns = 0;          ///< behind the other leg
    int64_t last_arrival_ns = 0;  ///< TAI; 0: nothing yet
    uint32_t ssrc = 0;            ///< followed at present
  };
  std::array<Leg, kLegCount> legs{};
  uint64_t recovered = 0, missing = 0, differing = 0, restarts = 0;
  uint64_t ssrc_changes = 0;
  uint8_t expected_payload_type = 0;
  uint8_t seen_payload_type = 0;  ///< the last wrong one; 0: none
  bool locked = false;            ///< the sender's RTP clock follows TAI
  int64_t rtp_offset_ns = 0;      ///< arrival − RTP time
  uint64_t lock_changes = 0, time_jumps = 0;
};

/// One thread, but for snapshot(). No allocation after construction.
class StreamIntake {
 public:
  /// A packet that goes on to the Assembler.
  struct Taken {
    rtp::RtpView packet;
    rtp::MediaTimeMapper::MediaTime time;
    PacketArrival arrival;
    bool restart = false;  ///< the Assembler forgets the past first
  };

  explicit StreamIntake(const StreamReceiverConfig& config);

  /// nullopt: bad, foreign, or the second copy; counted.
  [[nodiscard]] std::optional<Taken> take(Leg leg, const UdpDatagram& datagram);
  /// End of a capture: counts what is still open in the merge window.
  void finish() { merger_.reset(); }

  [[nodiscard]] const rtp::MergeStatistics& legs() const { return merger_.statistics(); }
  [[nodiscard]] const rtp::MediaTimeStatistics& media_time() const { return mapper_.statistics(); }
  [[nodiscard]] const rtp::LegMerger& merger() const { return merger_; }
  /// Any thread.
  [[nodiscard]] ReceiverSnapshot snapshot() const;

 private:
  struct LegSource {
    bool known = false;
    bool contended = false;  ///< an SSRC that was left came back: two senders on one flow
    Ssrc followed;
    Ssrc left;
    Ssrc candidate;
    uint32_t candidate_run = 0;
    TaiTime last_followed;
  };

  [[nodiscard]] bool accept_source(Leg leg, Ssrc ssrc, TaiTime arrival);
  [[nodiscard]] bool should_follow(const LegSource& source, TaiTime arrival) const;
  void follow(Leg leg, Ssrc ssrc, TaiTime arrival);
  void count(Leg leg, const rtp::RtpView& packet, const UdpDatagram& datagram);

  StreamReceiverConfig config_;
  rtp::LegMerger merger_;
  rtp::MediaTimeMapper mapper_;
  std::array<LegSource, kLegCount> sources_;
  std::array<Gauge, kLegCount> followed_ssrc_;
  std::array<Counter, kLegCount> truncated_;
  Counter ssrc_changes_;
  Gauge seen_payload_type_;
};

}  // namespace cw::essence
