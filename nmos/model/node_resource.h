// The node and its device as IS-04 v1.3 shows them. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>

#include "nmos/model/resource_parts.h"

namespace cw::nmos {

[[nodiscard]] nlohmann::json node_resource(const BuildContext& context);
[[nodiscard]] nlohmann::json device_resource(const BuildContext& context);

}  // namespace cw::nmos
