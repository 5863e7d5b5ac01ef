#include "ptp/port/port_state.h"

#include <array>

namespace cw::ptp {
namespace {

using enum PortState;
using Row = std::array<PortState, kPortStates>;

// A column per state, in the order of PortState; a row per event, in the order of PortEvent.
// clang-format off
constexpr std::array<Row, kPortEvents> kTable = {{
  //                      INITIALIZING   FAULTY         DISABLED       LISTENING      PRE_MASTER     MASTER         PASSIVE        UNCALIBRATED   SLAVE
  /* initialized       */ {kListening,    kFaulty,       kDisabled,     kListening,    kPreMaster,    kMaster,       kPassive,      kUncalibrated, kSlave},
  /* fault detected    */ {kFaulty,       kFaulty,       kDisabled,     kFaulty,       kFaulty,       kFaulty,       kFaulty,       kFaulty,       kFaulty},
  /* fault cleared     */ {kInitializing, kInitializing, kDisabled,     kListening,    kPreMaster,    kMaster,       kPassive,      kUncalibrated, kSlave},
  /* disable           */ {kDisabled,     kDisabled,     kDisabled,     kDisabled,     kDisabled,     kDisabled,     kDisabled,     kDisabled,     kDisabled},
  /* enable            */ {kInitializing, kFaulty,       kInitializing, kListening,    kPreMaster,    kMaster,       kPassive,      kUncalibrated, kSlave},
  /* listen            */ {kInitializing, kFaulty,       kDisabled,     kListening,    kListening,    kListening,    kListening,    kListening,    kListening},
  /* master            */ {kInitializing, kFaulty,       kDisabled,     kPreMaster,    kPreMaster,    kMaster,       kPreMaster,    kPreMaster,    kPreMaster},
  /* passive           */ {kInitializing, kFaulty,       kDisabled,     kPassive,      kPassive,      kPassive,      kPassive,      kPassive,      kPassive},
  /* slave             */ {kInitializing, kFaulty,       kDisabled,     kUncalibrated, kUncalibrated, kUncalibrated, kUncalibrated, kUncalibrated, kSlave},
  /* slave, new master */ {kInitializing, kFaulty,       kDisabled,     kUncalibrated, kUncalibrated, kUncalibrated, kUncalibrated, kUncalibrated, kUncalibrated},
  /* announce timeout  */ {kInitializing, kFaulty,       kDisabled,     kMaster,       kPreMaster,    kMaster,       kMaster,       kMaster,       kMaster},
  /* qualified         */ {kInitializing, kFaulty,       kDisabled,     kListening,    kMaster,       kMaster,       kPassive,      kUncalibrated, kSlave},
  /* clock selected    */ {kInitializing, kFaulty,       kDisabled,     kListening,    kPreMaster,    kMaster,       kPassive,      kSlave,        kSlave},
  /* sync fault        */ {kInitializing, kFaulty,       kDisabled,     kListening,    kPreMaster,    kMaster,       kPassive,      kUncalibrated, kUncalibrated},
}};
// clang-format on

constexpr std::array<std::string_view, kPortStates> kNames = {
    "INITIALIZING", "FAULTY", "DISABLED", "LISTENING", "PRE_MASTER", "MASTER", "PASSIVE", "UNCALIBRATED", "SLAVE"};

}  // namespace

PortState next_state(PortState state, PortEvent event) {
  return kTable[static_cast<size_t>(event)][static_cast<size_t>(state)];
}

std::string_view to_string(PortState state) { return kNames[static_cast<size_t>(state)]; }

}  // namespace cw::ptp
