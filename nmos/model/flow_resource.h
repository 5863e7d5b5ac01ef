// Flows of IS-04 v1.3 with the attributes of the NMOS Parameter Registers: raw video, PCM audio, ancillary data, and MPEG-TS as BCP-006-04
// has it. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>

#include "nmos/model/resource_parts.h"

namespace cw::nmos {

[[nodiscard]] nlohmann::json flow_resource(const BuildContext& context, const SenderDescription& sender);
[[nodiscard]] nlohmann::json mux_flow_resource(const BuildContext& context, const MuxSenderDescription& sender);

/// "progressive", "interlaced_tff", ...; pictures of 525 lines begin with the bottom field.
[[nodiscard]] std::string_view interlace_mode(sdp::Scan scan, uint16_t height);

}  // namespace cw::nmos
