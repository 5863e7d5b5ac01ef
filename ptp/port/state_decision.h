// The state decision algorithm (IEEE 1588-2008 9.3.3, figure 26) for an ordinary clock on one or several networks.
// Pure.
#pragma once

#include <cstdint>

#include "ptp/port/data_set.h"
#include "ptp/port/port_config.h"

namespace cw::ptp {

enum class Decision : uint8_t { kListening, kMaster, kPassive, kSlave };

struct DecisionInput {
  ClockRole role = ClockRole::kSlaveOnly;
  DataSet own;                           ///< D0: this clock as a grandmaster
  const DataSet* port_best = nullptr;    ///< Erbest: the best master heard on the port in question
  const DataSet* clock_best = nullptr;   ///< Ebest: the best one over all ports
  bool clock_best_is_port_best = false;  ///< Ebest was heard on this very port
  bool listening = false;                ///< the port is still LISTENING and its announce timeout has not passed
};

/// For one port. One that hears a master but is not chosen is PASSIVE: unlike a boundary clock, this one never leads on
/// one network what it follows on another.
[[nodiscard]] Decision decide_state(const DecisionInput& input);

}  // namespace cw::ptp
