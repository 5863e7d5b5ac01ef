// IS-05 ↔ config: what a controller asks of a receiver as the config that makes it so. The legs of a receiver, as controllers see them, are
// the gateway's networks in their order, red first.
#pragma once

#include <vector>

#include "config/config.h"
#include "gateway/core/error.h"
#include "gateway/core/rtp_types.h"
#include "nmos/equipment.h"

namespace cw::app {

/// The networks that a receiver's legs are on.
[[nodiscard]] std::vector<Leg> receiver_legs(const config::Config& config);

/// `now`: what it receives, or is parked at; gives what the activation leaves as it is. Legs of a receiver that is off are left out.
[[nodiscard]] Expected<config::ReceiverConfig> receiver_config_of(const nmos::ReceiverActivation& activation,
                                                                  const config::ReceiverConfig& now,
                                                                  const config::Config& config);

/// The other way round.
[[nodiscard]] nmos::ReceiverActivation activation_of(const config::ReceiverConfig& receiver,
                                                     const config::Config& config);

}  // namespace cw::app
