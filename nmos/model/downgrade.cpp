#include "nmos/model/downgrade.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kColorspaces{"BT601", "BT709", "BT2020", "BT2100"};
constexpr std::array<std::string_view, 3> kTransfers{"SDR", "HLG", "PQ"};

template <size_t N>
bool absent_or_one_of(const json& resource, const char* key, const std::array<std::string_view, N>& allowed) {
  return !resource.contains(key) || std::ranges::find(allowed, resource[key].get<std::string_view>()) != allowed.end();
}

bool exists_in_v1_2(const Resource& resource) {
  if (resource.type == ResourceType::kSender) return !resource.data["manifest_href"].is_null();
  if (resource.type != ResourceType::kFlow) return true;
  return absent_or_one_of(resource.data, "colorspace", kColorspaces) &&
         absent_or_one_of(resource.data, "transfer_characteristic", kTransfers);
}

void erase_from_each(json& list, const char* key) {
  for (json& entry : list) entry.erase(key);
}

void strip(ResourceType type, json& data) {
  if (type == ResourceType::kNode) {
    erase_from_each(data["interfaces"], "attached_network_device");
    erase_from_each(data["api"]["endpoints"], "authorization");
    erase_from_each(data["services"], "authorization");
  } else if (type == ResourceType::kDevice) {
    erase_from_each(data["controls"], "authorization");
  } else if (type == ResourceType::kSource || type == ResourceType::kFlow) {
    data.erase("event_type");
    data.erase("bit_rate");
  } else if (type == ResourceType::kSender) {
    data.erase("st2110_21_sender_type");
    data.erase("bit_rate");
  }
}

}  // namespace

std::optional<json> to_v1_2(const Resource& resource) {
  if (!exists_in_v1_2(resource)) return std::nullopt;
  json data = resource.data;
  strip(resource.type, data);
  return data;
}

std::optional<json> to_v1_2(const Resource& resource, const ResourceStore& store) {
  auto data = to_v1_2(resource);
  if (!data || resource.type != ResourceType::kDevice) return data;
  json senders = json::array();
  for (const json& id : (*data)["senders"]) {
    const auto sender = store.find(ResourceType::kSender, id.get<std::string>());
    if (sender && exists_in_v1_2(*sender)) senders.push_back(id);
  }
  (*data)["senders"] = std::move(senders);
  return data;
}

}  // namespace cw::nmos
