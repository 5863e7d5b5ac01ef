#include "ptp/port/state_decision.h"

#include <gtest/gtest.h>

namespace cw::ptp {
namespace {

DataSet data_set(uint8_t priority1, uint8_t identity) {
  DataSet set;
  set.priority1 = priority1;
  set.grandmaster.octets[7] = identity;
  return set;
}

struct StateDecisionTest : testing::Test {
  const DataSet better = data_set(10, 1);
  const DataSet worse = data_set(200, 2);

  /// A port that hears `port_best` while the best of all ports is `clock_best`.
  static Decision decide(ClockRole role, const DataSet* port_best, const DataSet* clock_best, bool listening = false) {
    DecisionInput input{.role = role, .own = data_set(128, 9)};
    input.port_best = port_best;
    input.clock_best = clock_best;
    input.clock_best_is_port_best = port_best != nullptr && port_best == clock_best;
    input.listening = listening;
    return decide_state(input);
  }
};

TEST_F(StateDecisionTest, ASlaveOnlyClockFollowsWhoeverIsBest) {
  EXPECT_EQ(decide(ClockRole::kSlaveOnly, &worse, &worse), Decision::kSlave);
  EXPECT_EQ(decide(ClockRole::kSlaveOnly, &worse, &better), Decision::kPassive);
  EXPECT_EQ(decide(ClockRole::kSlaveOnly, nullptr, &better), Decision::kListening);
  EXPECT_EQ(decide(ClockRole::kSlaveOnly, nullptr, nullptr), Decision::kListening);
}

TEST_F(StateDecisionTest, AClockThatMayLeadListensFirst) {
  for (const ClockRole role : {ClockRole::kOrdinary, ClockRole::kGrandmaster}) {
    EXPECT_EQ(decide(role, nullptr, nullptr, true), Decision::kListening);
    EXPECT_EQ(decide(role, nullptr, nullptr), Decision::kMaster);
    EXPECT_EQ(decide(role, &worse, &worse, true), Decision::kMaster);
  }
}

TEST_F(StateDecisionTest, AGrandmasterStandsBackButNeverFollows) {
  EXPECT_EQ(decide(ClockRole::kGrandmaster, &better, &better), Decision::kPassive);
  EXPECT_EQ(decide(ClockRole::kGrandmaster, nullptr, &better), Decision::kMaster);  // each network for itself
}

TEST_F(StateDecisionTest, AnOrdinaryClockFollowsWhoIsBetter) {
  EXPECT_EQ(decide(ClockRole::kOrdinary, &better, &better), Decision::kSlave);
  EXPECT_EQ(decide(ClockRole::kOrdinary, &worse, &better), Decision::kPassive);
  EXPECT_EQ(decide(ClockRole::kOrdinary, nullptr, &better), Decision::kListening);  // no boundary clock
}

}  // namespace
}  // namespace cw::ptp
