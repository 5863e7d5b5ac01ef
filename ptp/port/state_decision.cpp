#include "ptp/port/state_decision.h"

namespace cw::ptp {
namespace {

bool own_wins(const DecisionInput& input, const DataSet* other) {
  return other == nullptr || first_wins(compare_data_sets(input.own, *other));
}

Decision follow(const DecisionInput& input) {
  if (input.port_best == nullptr) return Decision::kListening;
  return input.clock_best_is_port_best ? Decision::kSlave : Decision::kPassive;
}

}  // namespace

Decision decide_state(const DecisionInput& input) {
  if (input.role == ClockRole::kSlaveOnly) return follow(input);
  if (input.port_best == nullptr && input.listening) return Decision::kListening;
  // As figure 26 has it for clockClass 1 to 127: each port looks at its own network, and the loser waits.
  if (input.role == ClockRole::kGrandmaster) {
    return own_wins(input, input.port_best) ? Decision::kMaster : Decision::kPassive;
  }
  return own_wins(input, input.clock_best) ? Decision::kMaster : follow(input);
}

}  // namespace cw::ptp
