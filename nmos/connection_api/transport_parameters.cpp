#include "nmos/connection_api/transport_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "gateway/core/ipv4_text.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

enum class Kind : uint8_t { kOwnAddress, kDestination, kSource, kGroup, kPort, kFlag };

struct Parameter {
  std::string_view name;
  Kind kind;
};

constexpr std::array<Parameter, 5> kSenderParameters{{{"source_ip", Kind::kOwnAddress},
                                                      {"destination_ip", Kind::kDestination},
                                                      {"source_port", Kind::kPort},
                                                      {"destination_port", Kind::kPort},
                                                      {"rtp_enabled", Kind::kFlag}}};
constexpr std::array<Parameter, 5> kReceiverParameters{{{"source_ip", Kind::kSource},
                                                        {"multicast_ip", Kind::kGroup},
                                                        {"interface_ip", Kind::kOwnAddress},
                                                        {"destination_port", Kind::kPort},
                                                        {"rtp_enabled", Kind::kFlag}}};
constexpr uint32_t kBroadcast = 0xFFFFFFFF;
constexpr int64_t kMaxPort = 65535;

std::span<const Parameter> parameters_of(ResourceType type) {
  return type == ResourceType::kSender ? std::span<const Parameter>(kSenderParameters)
                                       : std::span<const Parameter>(kReceiverParameters);
}

bool is_auto(const json& value) { return value.is_string() && value.get_ref<const std::string&>() == "auto"; }

/// nullopt: no text, no IPv4 address, or one that nothing can be sent from or to.
std::optional<Ipv4Address> address_in(const json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto address = parse_ipv4(value.get_ref<const std::string&>());
  if (!address || address->value == 0 || address->value == kBroadcast) return std::nullopt;
  return address;
}

bool is_port(const json& value) {
  return value.is_number_integer() && value.get<int64_t>() >= 1 && value.get<int64_t>() <= kMaxPort;
}

bool is_allowed(Kind kind, const json& value, const std::string& own_address) {
  switch (kind) {
    case Kind::kOwnAddress: return is_auto(value) || value == own_address;
    case Kind::kDestination: return is_auto(value) || address_in(value);
    case Kind::kSource: return value.is_null() || (address_in(value) && !address_in(value)->is_multicast());
    case Kind::kGroup: return value.is_null() || (address_in(value) && address_in(value)->is_multicast());
    case Kind::kPort: return is_auto(value) || is_port(value);
    case Kind::kFlag: return value.is_boolean();
  }
  return false;
}

std::string allowed_words(Kind kind, const std::string& own_address) {
  switch (kind) {
    case Kind::kOwnAddress: return fmt::format("\"auto\" or \"{}\", the address of this leg's interface", own_address);
    case Kind::kDestination: return "\"auto\" or an IPv4 address";
    case Kind::kSource: return "null or a unicast IPv4 address";
    case Kind::kGroup: return "null or a multicast IPv4 address";
    case Kind::kPort: return "\"auto\" or an integer from 1 to 65535";
    case Kind::kFlag: return "true or false";
  }
  return {};
}

}  // namespace

json leg_constraints(ResourceType type, const std::string& own_address) {
  json constraints = json::object();
  for (const Parameter& parameter : parameters_of(type)) {
    json& constraint = constraints[std::string(parameter.name)] = json::object();
    if (parameter.kind == Kind::kOwnAddress) constraint["enum"] = json::array({own_address});
    if (parameter.kind == Kind::kPort) constraint = {{"minimum", 1}, {"maximum", kMaxPort}};
  }
  return constraints;
}

Expected<void> check_leg(ResourceType type, const json& changes, const std::string& own_address, size_t index) {
  if (!changes.is_object()) return input_error(fmt::format("transport_params[{}]: has to be an object", index));
  for (const auto& [key, value] : changes.items()) {
    const auto known = parameters_of(type);
    const auto found = std::ranges::find(known, key, &Parameter::name);
    if (found == known.end()) {
      return input_error(fmt::format("transport_params[{}].{}: is not known; see /constraints", index, key));
    }
    if (!is_allowed(found->kind, value, own_address)) {
      return input_error(
          fmt::format("transport_params[{}].{}: has to be {}", index, key, allowed_words(found->kind, own_address)));
    }
  }
  return {};
}

json resolved_leg(json leg, const json& defaults) {
  for (auto& [key, value] : leg.items()) {
    if (is_auto(value)) value = defaults.at(key);
  }
  return leg;
}

}  // namespace cw::nmos
