// The body of PATCH /staged: read by its schema (sender-stage-schema.json, receiver-stage-schema.json), then put over what is staged.
// Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "nmos/connection_api/connection.h"

namespace cw::nmos {

/// What is absent stays as it is.
struct StagedPatch {
  std::optional<std::optional<std::string>> peer_id;
  std::optional<bool> master_enable;
  std::optional<ActivationRequest> activation;
  std::optional<std::optional<std::string>> sdp;    ///< transport_file; nullopt inside: both of it null
  std::optional<std::vector<nlohmann::json>> legs;  ///< transport_params, not checked yet
};

[[nodiscard]] Expected<StagedPatch> read_staged_patch(ResourceType type, const nlohmann::json& body);

/// The staged settings with the patch: transport file first, then parameters, which take precedence (IS-05 Staged Requests Precedence).
/// Whether the receiver takes the format of the SDP is for the caller to ask: it is in `media`.
[[nodiscard]] Expected<Settings> patched(const Connection& connection, const StagedPatch& patch);

}  // namespace cw::nmos
