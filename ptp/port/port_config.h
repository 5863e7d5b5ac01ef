// What is configured of one PTP port and of the clock it belongs to; defaults are those of ST 2059-2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/tai_time.h"
#include "ptp/wire/messages.h"
#include "ptp/wire/synchronization_metadata.h"

namespace cw::ptp {

enum class DelayMechanism : uint8_t { kEndToEnd, kPeerToPeer };

/// kOrdinary is master when nobody better is heard and slave otherwise; kGrandmaster keeps its own time and never
/// slaves.
enum class ClockRole : uint8_t { kSlaveOnly, kOrdinary, kGrandmaster };

/// Intervals are log2 of seconds.
struct PortConfig {
  std::string name;                   ///< "red"; for logs and status
  int8_t log_announce_interval = -2;  ///< -3..1
  int8_t log_sync_interval = -3;      ///< -7..-1; the rate of a master
  int8_t log_delay_interval = -3;     ///< -7..4; a slave takes what the master's Delay_Resp says instead
  uint8_t announce_timeout = 3;       ///< announce intervals without Announce until a master counts as gone
  DelayMechanism delay_mechanism = DelayMechanism::kEndToEnd;
  bool hybrid = false;    ///< Delay_Req by unicast to the master's address
  Duration asymmetry{0};  ///< positive when the way from the master takes longer than the way back (11.6)
};

/// What a clock tells of itself when it is master.
struct PtpClientConfig {
  ClockIdentity identity;
  ClockRole role = ClockRole::kSlaveOnly;
  uint8_t domain = 127;
  uint8_t priority1 = 128;
  ClockQuality quality;
  uint8_t priority2 = 128;
  uint8_t time_source = 0xA0;  ///< internal oscillator
  bool traceable = false;      ///< timeTraceable and frequencyTraceable
  /// TAI - UTC for a master of the ARB timescale that announces none; without it the leap second table is asked.
  std::optional<int> utc_offset_s;
  /// The grandmaster sends it once a second; leap data and the local offset in it are as given here.
  std::optional<SynchronizationMetadata> metadata;
};

}  // namespace cw::ptp
