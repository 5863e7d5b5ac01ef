// Sources of IS-04 v1.3. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>

#include "nmos/model/resource_parts.h"

namespace cw::nmos {

[[nodiscard]] nlohmann::json source_resource(const BuildContext& context, const SourceDescription& source);

}  // namespace cw::nmos
