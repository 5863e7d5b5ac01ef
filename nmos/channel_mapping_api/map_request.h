// The body of POST /map/activations of IS-08 by its schema. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "gateway/core/error.h"
#include "nmos/channel_mapping_api/channel_matrix.h"
#include "nmos/model/activation.h"

namespace cw::nmos {

struct MapRequest {
  ActivationRequest activation;
  MapChanges changes;
  nlohmann::json action;  ///< the changes as sent
};

/// Whether outputs, inputs and channels exist is not looked at.
[[nodiscard]] Expected<MapRequest> read_map_request(std::string_view body);

}  // namespace cw::nmos
