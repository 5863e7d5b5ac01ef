// What may be routed where: routable inputs of outputs, re-ordering and blocks of inputs (IS-08 Behaviour - Input Constraints, Output
// Routing Constraints). Private to nmos.
#pragma once

#include "gateway/core/error.h"
#include "nmos/channel_mapping_api/channel_matrix.h"

namespace cw::nmos {

/// Looks at the maps as they will be: changes that are good alone may break a block that is routed already.
[[nodiscard]] Expected<void> check_routing(const ChannelMatrix& matrix, const MapChanges& changes);

}  // namespace cw::nmos
