// The gateway as its NMOS node shows it: config and state of the units → nmos::NodeDescription.
#pragma once

#include "gateway/app/gateway.h"
#include "nmos/node_description.h"

namespace cw::app {

/// Within Gateway::read(). Senders, receivers and routes appear as the config has them: what controllers have made of them since is theirs
/// to know.
[[nodiscard]] nmos::NodeDescription describe_gateway(const GatewayView& view);

}  // namespace cw::app
