// What the APIs of one node share: the gateway they control, the resources they show, and who may touch what when. Private to nmos.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "nmos/equipment.h"
#include "nmos/model/identifiers.h"
#include "nmos/model/node_address.h"
#include "nmos/model/resource_store.h"

namespace cw::nmos {

/// Locks are taken in the order of the members. No call of the equipment but now() is made with `state` held, so that whoever changes the
/// description never waits for an activation.
struct NodeCore {
  NodeCore(Equipment& gateway, std::string_view seed, NodeAddress where)
      : equipment(gateway), ids(seed), address(std::move(where)) {}

  Equipment& equipment;
  const Identifiers ids;
  const NodeAddress address;
  /// Called when an activation was scheduled.
  std::function<void()> on_schedule = [] {};  // off the packet path

  std::mutex
      equipment_turn;  ///< held by whoever calls the equipment: requests that change something come one after the other
  std::mutex state;    ///< guards what the APIs keep: staged and active parameters, maps
  ResourceStore store;
};

}  // namespace cw::nmos
