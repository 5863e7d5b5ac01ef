// Sync and Follow_Up of one master → complete samples, whichever of the two comes first. Bounded: the last few sequence
// numbers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ptp/clock/local_time.h"
#include "ptp/port/port_status.h"
#include "ptp/port/sequence_filter.h"
#include "ptp/port/wire_time.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {

struct MatchedSync {
  LocalTime received;
  int64_t origin_ns = 0;      ///< as sent, in the master's timescale
  Correction correction = 0;  ///< to be added: residence and path delays on the way
};

class SyncMatcher {
 public:
  /// Counts in `faults`, which outlives it.
  explicit SyncMatcher(PortFaults& faults) : faults_(faults) {}

  /// One-step: a sample at once. Two-step: a sample when its Follow_Up came before it.
  std::optional<MatchedSync> on_sync(const Header& header, const EventBody& body, LocalTime received);
  /// A sample when the Sync is there.
  std::optional<MatchedSync> on_follow_up(const Header& header, const EventBody& body, LocalTime now);
  /// For a new master.
  void reset();

 private:
  static constexpr size_t kPending = 8;
  static constexpr Duration kPatience{kNsPerSecond};

  struct Half {
    uint16_t sequence = 0;
    LocalTime at{};
    int64_t origin_ns = 0;
    Correction correction = 0;
  };
  using Halves = std::array<std::optional<Half>, kPending>;

  std::optional<MatchedSync> complete(const Half& sync, const Half& follow_up);
  void expire_syncs(LocalTime now);
  [[nodiscard]] bool refused(const Header& header);

  PortFaults& faults_;
  SequenceFilter completed_;
  Halves syncs_;       // by sequence, waiting for their Follow_Up
  Halves follow_ups_;  // by sequence, that overtook their Sync
};

}  // namespace cw::ptp
