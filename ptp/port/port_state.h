// The state machine of a PTP port as a pure table: state x event -> state (IEEE 1588-2008 9.2.5, figures 23 and 24).
#pragma once

#include <cstdint>
#include <string_view>

namespace cw::ptp {

enum class PortState : uint8_t {
  kInitializing,
  kFaulty,
  kDisabled,
  kListening,
  kPreMaster,
  kMaster,
  kPassive,
  kUncalibrated,
  kSlave,
};
inline constexpr int kPortStates = 9;

enum class PortEvent : uint8_t {
  kInitialized,
  kFaultDetected,
  kFaultCleared,
  kDisable,
  kEnable,
  kRecommendListening,  ///< nobody to follow, and not to lead either
  kRecommendMaster,
  kRecommendPassive,
  kRecommendSlave,      ///< of the master that the port follows already, if it follows any
  kRecommendNewMaster,  ///< slave, of another master than so far
  kAnnounceTimeout,     ///< nothing heard for so long that a clock that may lead does
  kQualificationTimeout,
  kMasterClockSelected,  ///< the servo has locked
  kSynchronizationFault,
};
inline constexpr int kPortEvents = 14;

/// The state after `event`; the same state when the event means nothing in it. A slave-only clock is never sent
/// kRecommendMaster or kAnnounceTimeout: the state decision answers kRecommendListening instead.
[[nodiscard]] PortState next_state(PortState state, PortEvent event);

[[nodiscard]] std::string_view to_string(PortState state);  ///< "LISTENING"

}  // namespace cw::ptp
