// The RTP transport parameters of IS-05 that the gateway has: the core set of senders, core and multicast sets of receivers (Behaviour - RTP
// Transport Type). A leg is the JSON object of the API. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/core/error.h"
#include "nmos/model/resource_store.h"

namespace cw::nmos {

inline constexpr std::string_view kRtpTransport = "urn:x-nmos:transport:rtp";

/// One object of /constraints. `own_address`: of the interface that the leg is bound to.
[[nodiscard]] nlohmann::json leg_constraints(ResourceType type, const std::string& own_address);

/// Whether `changes`, some or all parameters of leg `index`, follow schema and constraints.
[[nodiscard]] Expected<void> check_leg(ResourceType type, const nlohmann::json& changes, const std::string& own_address,
                                       size_t index);

/// `leg` with every "auto" replaced by what `defaults` has there.
[[nodiscard]] nlohmann::json resolved_leg(nlohmann::json leg, const nlohmann::json& defaults);

}  // namespace cw::nmos
