#include "ptp/port/port_state.h"

#include <array>

namespace cw::ptp {
namespace {

using enum PortState;
using Row = std::array<PortState, kPortStates>;

constexpr auto IN = kInitializing, FA = kFaulty, DI = kDisabled, LI = kListening, PM = kPreMaster, MA = kMaster,
               PA = kPassive, UN = kUncalibrated, SL = kSlave;

// A column per state, in the order of PortState; a row per event, in the order of PortEvent.
// clang-format off
constexpr std::array<Row, kPortEvents> kTable = {{
  //                       IN  FA  DI  LI  PM  MA  PA  UN  SL
  /* initialized       */ {LI, FA, DI, LI, PM, MA, PA, UN, SL},
  /* fault detected    */ {FA, FA, DI, FA, FA, FA, FA, FA, FA},
  /* fault cleared     */ {IN, IN, DI, LI, PM, MA, PA, UN, SL},
  /* disable           */ {DI, DI, DI, DI, DI, DI, DI, DI, DI},
  /* enable            */ {IN, FA, IN, LI, PM, MA, PA, UN, SL},
  /* listen            */ {IN, FA, DI, LI, LI, LI, LI, LI, LI},
  /* master            */ {IN, FA, DI, PM, PM, MA, PM, PM, PM},
  /* passive           */ {IN, FA, DI, PA, PA, PA, PA, PA, PA},
  /* slave             */ {IN, FA, DI, UN, UN, UN, UN, UN, SL},
  /* slave, new master */ {IN, FA, DI, UN, UN, UN, UN, UN, UN},
  /* announce timeout  */ {IN, FA, DI, MA, PM, MA, MA, MA, MA},
  /* qualified         */ {IN, FA, DI, LI, MA, MA, PA, UN, SL},
  /* clock selected    */ {IN, FA, DI, LI, PM, MA, PA, SL, SL},
  /* sync fault        */ {IN, FA, DI, LI, PM, MA, PA, UN, UN},
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
