#include "nmos/connection_api/staged_patch.h"

#include <fmt/format.h>

#include <span>

#include "nmos/connection_api/transport_file.h"
#include "nmos/connection_api/transport_parameters.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

Expected<void> read_peer(const std::string& key, const json& value, StagedPatch& patch) {
  if (!value.is_null() && !(value.is_string() && is_uuid(value.get_ref<const std::string&>()))) {
    return input_error(fmt::format("{}: has to be null or a UUID in lower case", key));
  }
  patch.peer_id = value.is_null() ? std::nullopt : std::optional(value.get<std::string>());
  return {};
}

Expected<void> read_master_enable(const json& value, StagedPatch& patch) {
  if (!value.is_boolean()) return input_error("master_enable: has to be true or false");
  patch.master_enable = value.get<bool>();
  return {};
}

Expected<void> read_activation_into(const json& value, StagedPatch& patch) {
  auto activation = read_activation(value);
  if (!activation) return std::unexpected(activation.error());
  patch.activation = std::move(*activation);
  return {};
}

Expected<void> read_transport_file(const json& value, StagedPatch& patch) {
  if (!value.is_object() || value.size() != 2 || !value.contains("data") || !value.contains("type")) {
    return input_error("transport_file: has to have \"data\" and \"type\", nothing else");
  }
  const json& data = value["data"];
  const json& type = value["type"];
  if (data.is_null() && type.is_null()) {
    patch.sdp = std::optional<std::string>();
    return {};
  }
  if (!data.is_string() || !type.is_string()) {
    return input_error("transport_file: \"data\" and \"type\" have to be both strings or both null");
  }
  const std::string& media_type = type.get_ref<const std::string&>();
  if (media_type.substr(0, media_type.find(';')) != "application/sdp") {
    return input_error(fmt::format("transport_file.type: is {}; allowed is application/sdp", type.dump()));
  }
  patch.sdp = std::optional(data.get<std::string>());
  return {};
}

Expected<void> read_legs(const json& value, StagedPatch& patch) {
  if (!value.is_array()) return input_error("transport_params: has to be an array with an object per leg");
  patch.legs = std::vector<json>(value.begin(), value.end());
  return {};
}

Expected<void> read_member(ResourceType type, const std::string& key, const json& value, StagedPatch& patch) {
  const bool is_receiver = type == ResourceType::kReceiver;
  if (key == (is_receiver ? "sender_id" : "receiver_id")) return read_peer(key, value, patch);
  if (key == "master_enable") return read_master_enable(value, patch);
  if (key == "activation") return read_activation_into(value, patch);
  if (key == "transport_params") return read_legs(value, patch);
  if (key == "transport_file" && is_receiver) return read_transport_file(value, patch);
  return input_error(fmt::format("{}: is not known", key));
}

Expected<void> apply_legs(const Connection& connection, std::span<const json> legs, Settings& settings) {
  if (legs.size() != settings.legs.size()) {
    return input_error(
        fmt::format("transport_params: has {} legs; /constraints has {}", legs.size(), settings.legs.size()));
  }
  for (size_t i = 0; i < legs.size(); ++i) {
    if (auto good = check_leg(connection.type, legs[i], connection.addresses[i], i); !good) return good;
    settings.legs[i].update(legs[i]);
  }
  return {};
}

}  // namespace

Expected<StagedPatch> read_staged_patch(ResourceType type, const json& body) {
  if (!body.is_object()) return input_error("the body has to be an object");
  StagedPatch patch;
  for (const auto& [key, value] : body.items()) {
    if (auto read = read_member(type, key, value, patch); !read) return std::unexpected(read.error());
  }
  return patch;
}

Expected<Settings> patched(const Connection& connection, const StagedPatch& patch) {
  Settings settings = connection.staged;
  if (patch.peer_id) settings.peer_id = *patch.peer_id;
  if (patch.master_enable) settings.master_enable = *patch.master_enable;
  if (patch.sdp) {
    settings.sdp = *patch.sdp;
    settings.media.reset();
  }
  if (patch.sdp && settings.sdp) {
    if (auto applied = apply_transport_file(connection, settings); !applied) return std::unexpected(applied.error());
  }
  if (patch.legs) {
    if (auto applied = apply_legs(connection, *patch.legs, settings); !applied) return std::unexpected(applied.error());
  }
  return settings;
}

}  // namespace cw::nmos
