#include "nmos/channel_mapping_api/map_request.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "nmos/http/json_body.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

/// "0", "1", ...: no signs, no leading zeros.
std::optional<uint32_t> channel_number(const std::string& text) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text != std::to_string(value)) return std::nullopt;
  return value;
}

bool is_channel_index(const json& value) {
  return value.is_number_unsigned() && value.get<uint64_t>() <= std::numeric_limits<uint32_t>::max();
}

Expected<ChannelRoute> read_route(const std::string& where, const json& route) {
  if (!route.is_object() || !route.contains("input") || !route.contains("channel_index")) {
    return input_error(fmt::format("action.{}: has to have \"input\" and \"channel_index\"", where));
  }
  const json& input = route["input"];
  const json& channel = route["channel_index"];
  if (input.is_null() && channel.is_null()) return ChannelRoute{};
  if (!input.is_string() || !is_channel_index(channel)) {
    return input_error(fmt::format(
        "action.{}: \"input\" has to be an input's id and \"channel_index\" its channel, or both null", where));
  }
  return ChannelRoute{.input = input.get<std::string>(), .channel = channel.get<uint32_t>()};
}

Expected<void> read_output(const std::string& id, const json& channels, MapChanges& changes) {
  if (!channels.is_object())
    return input_error(fmt::format("action.{}: has to be an object with a key per channel", id));
  for (const auto& [key, value] : channels.items()) {
    const auto channel = channel_number(key);
    if (!channel) return input_error(fmt::format("action.{}.{}: is no channel number", id, key));
    auto route = read_route(fmt::format("{}.{}", id, key), value);
    if (!route) return std::unexpected(route.error());
    changes[id].emplace(*channel, std::move(*route));
  }
  return {};
}

}  // namespace

Expected<MapRequest> read_map_request(std::string_view body) {
  const auto document = read_json(body);
  if (!document) return std::unexpected(document.error());
  if (!document->is_object() || !document->contains("activation") || !document->contains("action")) {
    return input_error("the body has to be an object with \"activation\" and \"action\"");
  }
  auto activation = read_activation((*document)["activation"]);
  if (!activation) return std::unexpected(activation.error());
  if (activation->mode == ActivationMode::kNone) {
    return input_error("activation.mode: is null; to take an activation back, DELETE /map/activations/{activationId}");
  }
  MapRequest request{.activation = std::move(*activation), .changes = {}, .action = (*document)["action"]};
  if (!request.action.is_object()) return input_error("action: has to be an object with a key per output");
  for (const auto& [id, channels] : request.action.items()) {
    if (auto read = read_output(id, channels, request.changes); !read) return std::unexpected(read.error());
  }
  if (request.changes.empty()) return input_error("action: names no channel");
  return request;
}

}  // namespace cw::nmos
