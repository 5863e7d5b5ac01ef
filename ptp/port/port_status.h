// What can be seen of one PTP port and of the clock: for /metrics, /api/v1/clock, SDP and NMOS. Plain data, one writer
// (the control thread).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/packet.h"
#include "ptp/clock/local_time.h"
#include "ptp/port/port_link.h"
#include "ptp/port/port_state.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

/// Indexed by MessageType.
using MessageCounts = std::array<uint64_t, 16>;

/// What came in or failed and was left out of the reckoning.
struct PortFaults {
  uint64_t version1 = 0;   ///< PTP v1 and other versions that are not 2
  uint64_t malformed = 0;  ///< too short, wrong length, bad timestamp or TLV
  uint64_t unknown_type = 0;
  uint64_t foreign_domain = 0;
  uint64_t own_messages = 0;  ///< came back to us: a loop, or both ports in one network
  uint64_t alternate_master = 0;
  uint64_t foreign_master = 0;        ///< Sync, Follow_Up or Delay_Resp of another than the chosen master
  uint64_t steps_removed = 0;         ///< Announce with stepsRemoved of 255 or more
  uint64_t foreign_masters_full = 0;  ///< an Announce that found no room
  uint64_t old_announce = 0;          ///< duplicate or overtaken
  uint64_t old_sync = 0;              ///< duplicate or overtaken Sync or Follow_Up
  uint64_t missing_follow_up = 0;
  uint64_t missing_delay_resp = 0;
  uint64_t unmatched_responses = 0;  ///< Delay_Resp, Pdelay_Resp or its Follow_Up to no request of ours, or once more
  uint64_t multiple_peers = 0;       ///< several clocks answered one Pdelay_Req
  uint64_t bad_correction = 0;       ///< a correctionField that says "too big", or a time out of range
  uint64_t missing_stamps = 0;       ///< an event message of ours whose time of departure never came
  uint64_t send_failures = 0;
};

struct PortStatus {
  std::string name;
  PortIdentity identity;
  PortState state = PortState::kInitializing;
  bool link_up = false;
  TimestampKind timestamps = TimestampKind::kSoftwareBurst;
  MessageCounts received{};  ///< well-formed, of our domain
  MessageCounts sent{};
  PortFaults faults;
  uint64_t state_changes = 0;
  uint64_t masters_heard = 0;               ///< records of foreign masters held now, qualified or not
  std::optional<PortIdentity> best_master;  ///< the best qualified one heard on this port
  std::optional<LocalTime> last_announce;   ///< from the best master
  std::optional<LocalTime> last_sync;       ///< a complete one, from the chosen master
  std::optional<Duration> mean_link_delay;  ///< peer to peer only
  int8_t log_delay_interval = 0;            ///< as the master asks for it
};

/// The grandmaster and the parent, as the parent's last Announce told them; our own when we are grandmaster.
struct GrandmasterStatus {
  ClockIdentity identity;
  PortIdentity parent;
  Ipv4Address parent_address{};
  ClockQuality quality;
  uint8_t priority1 = 0;
  uint8_t priority2 = 0;
  uint8_t time_source = 0;
  uint16_t flags = 0;  ///< ptp::flags: leap, UTC offset valid, PTP timescale, traceable
  int16_t utc_offset_s = 0;
  uint16_t steps_removed = 0;  ///< of this clock: the parent's and one; 0 for our own
};

}  // namespace cw::ptp
