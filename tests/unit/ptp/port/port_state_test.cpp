#include "ptp/port/port_state.h"

#include <gtest/gtest.h>

#include <vector>

namespace cw::ptp {
namespace {

using enum PortState;
using enum PortEvent;

struct Step {
  PortEvent event;
  PortState state;
};

void expect_walk(PortState state, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    EXPECT_EQ(next_state(state, step.event), step.state) << to_string(state) << " -> " << to_string(step.state);
    state = step.state;
  }
}

TEST(PortStateTest, ASlaveGoesThroughUncalibrated) {
  expect_walk(kInitializing, {{kInitialized, kListening},
                              {kRecommendNewMaster, kUncalibrated},
                              {kRecommendSlave, kUncalibrated},
                              {kMasterClockSelected, kSlave},
                              {kRecommendSlave, kSlave},
                              {kRecommendNewMaster, kUncalibrated},
                              {kMasterClockSelected, kSlave},
                              {kSynchronizationFault, kUncalibrated},
                              {kRecommendListening, kListening}});
}

TEST(PortStateTest, AMasterQualifiesFirst) {
  expect_walk(kListening, {{kRecommendMaster, kPreMaster},
                           {kRecommendMaster, kPreMaster},
                           {kQualificationTimeout, kMaster},
                           {kRecommendMaster, kMaster},
                           {kRecommendPassive, kPassive},
                           {kAnnounceTimeout, kMaster}});
}

TEST(PortStateTest, AFaultEndsEverythingUntilItIsCleared) {
  for (const PortState state : {kInitializing, kListening, kPreMaster, kMaster, kPassive, kUncalibrated, kSlave}) {
    EXPECT_EQ(next_state(state, kFaultDetected), kFaulty);
  }
  expect_walk(kFaulty, {{kRecommendMaster, kFaulty},
                        {kRecommendNewMaster, kFaulty},
                        {kAnnounceTimeout, kFaulty},
                        {kFaultCleared, kInitializing}});
}

TEST(PortStateTest, ADisabledPortOnlyListensToItsSwitch) {
  for (int state = 0; state < kPortStates; ++state) {
    EXPECT_EQ(next_state(static_cast<PortState>(state), kDisable), kDisabled);
  }
  for (int event = 0; event < kPortEvents; ++event) {
    const auto next = next_state(kDisabled, static_cast<PortEvent>(event));
    EXPECT_EQ(next, static_cast<PortEvent>(event) == kEnable ? kInitializing : kDisabled);
  }
}

TEST(PortStateTest, OnlyASlavePortHeedsTheServo) {
  for (const PortState state : {kListening, kPreMaster, kMaster, kPassive}) {
    EXPECT_EQ(next_state(state, kMasterClockSelected), state);
    EXPECT_EQ(next_state(state, kSynchronizationFault), state);
  }
}

}  // namespace
}  // namespace cw::ptp
