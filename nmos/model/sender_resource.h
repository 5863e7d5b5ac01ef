// Senders of IS-04 v1.3: RTP ones, which IS-05 patches, and MPEG-TS over SRT (BCP-006-04; the Parameter Registers have no SRT, so its
// transport is named in our own space). Private to nmos.
#pragma once

#include <nlohmann/json.hpp>

#include "nmos/model/resource_parts.h"
#include "nmos/model/subscription.h"

namespace cw::nmos {

inline constexpr std::string_view kSrtTransport = "urn:x-causeway:transport:srt";

[[nodiscard]] nlohmann::json sender_resource(const BuildContext& context, const SenderDescription& sender);
[[nodiscard]] nlohmann::json mux_sender_resource(const BuildContext& context, const MuxSenderDescription& sender);

}  // namespace cw::nmos
