// The gateway as an NMOS node on the network: APIs on a port of their own, registration, and what the facility's System API says.
//
//   Gateway → gateway_description → NmosNode ─ResourceStore→ Registration → registry
//   Gateway ← gateway_equipment   ← NmosNode ← HttpServer ← controllers
//   Gateway ← SystemParameters    ← SystemClient ← Discovery (DNS-SD)
#pragma once

#include <memory>

#include "config/config.h"
#include "gateway/app/gateway.h"
#include "gateway/app/nmos/nmos_status.h"
#include "gateway/core/error.h"

namespace cw::app {

/// create, start and stop on the control thread; the rest from any.
class NmosUnit {
 public:
  /// Serves the APIs from now on. `gateway` has been started and outlives the unit.
  [[nodiscard]] static Expected<std::unique_ptr<NmosUnit>> create(Gateway& gateway, const config::NmosConfig& config);
  /// Stops.
  ~NmosUnit();
  NmosUnit(const NmosUnit&) = delete;
  NmosUnit& operator=(const NmosUnit&) = delete;

  /// Looks for a registry and follows the gateway.
  void start();
  /// Deletes the node from the registry; within a second or so.
  void stop();

  [[nodiscard]] NmosStatus status() const;

 private:
  struct Parts;
  explicit NmosUnit(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace cw::app
