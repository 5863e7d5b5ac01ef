// What the builders of the resources share: what each resource of IS-04 v1.3 begins with, URNs, rates. Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/core/packet.h"
#include "gateway/core/rational.h"
#include "nmos/model/identifiers.h"
#include "nmos/model/node_address.h"
#include "nmos/node_description.h"

namespace cw::nmos {

inline constexpr std::string_view kClockName = "clk0";

/// What a builder needs besides the thing it describes; all outlive the call.
struct BuildContext {
  const NodeDescription& node;
  const Identifiers& ids;
  const NodeAddress& address;
};

/// id, label, description and empty tags.
[[nodiscard]] nlohmann::json resource_core(std::string id, const std::string& label, std::string description);
/// "urn:x-nmos:format:video"
[[nodiscard]] std::string format_urn(Format format);
[[nodiscard]] nlohmann::json rational_json(Rate rate);
/// "02-00-5e-10-00-01"
[[nodiscard]] std::string mac_text(const MacAddress& mac);
[[nodiscard]] Format format_of(const sdp::EssenceParameters& parameters);
/// Adds manufacturer, product and instance (BCP-002-02).
void add_asset_tags(nlohmann::json& tags, const NodeDescription& node);

enum class GroupRole : uint8_t { kSender, kReceiver, kMuxSender };
/// The tag of BCP-002-01, from the thing's name: "cam1-video" is the role "video" in the group "cam1". Roles of receivers and OTT outputs
/// say so, since a group's roles differ.
void add_group_hint(nlohmann::json& tags, const std::string& name, Format format, GroupRole role);

}  // namespace cw::nmos
