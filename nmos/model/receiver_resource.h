// Receivers of IS-04 v1.3, with what the packet engine takes as constraint sets (BCP-004-01 and the Capabilities register). The version
// of the capabilities is put in by model/store_update.h, which knows whether they changed. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>

#include "nmos/model/resource_parts.h"
#include "nmos/model/subscription.h"

namespace cw::nmos {

[[nodiscard]] nlohmann::json receiver_resource(const BuildContext& context, const ReceiverDescription& receiver);

}  // namespace cw::nmos
