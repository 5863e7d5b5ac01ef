#include "nmos/connection_api/connection.h"

#include <algorithm>
#include <ranges>

#include "gateway/core/ipv4_text.h"
#include "nmos/connection_api/transport_parameters.h"
#include "nmos/model/sha1.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr uint16_t kRtpPort = 5004;  // IS-05: what "auto" stands for unless there is reason for another

json address_json(Ipv4Address address) { return address.value == 0 ? json() : json(to_text(address)); }

Ipv4Address address_in(const json& leg, const char* key) {
  const json& value = leg.at(key);
  return value.is_string() ? parse_ipv4(value.get_ref<const std::string&>()).value_or(Ipv4Address{}) : Ipv4Address{};
}

uint16_t port_or_default(uint16_t port) { return port == 0 ? kRtpPort : port; }

/// A group of the organization-local scope (RFC 2365: 239.192.0.0/14) for a sender whose config names none.
Ipv4Address made_up_group(const std::string& id, size_t leg) {
  const auto digest = sha1(id + static_cast<char>('0' + leg));
  return Ipv4Address{0xEFC00000U | (digest[0] & 3U) << 16 | uint32_t{digest[1]} << 8 | digest[2]};
}

template <typename Target>
Target target_of(const std::vector<Target>& targets, size_t leg) {
  return leg < targets.size() ? targets[leg] : Target{};
}

}  // namespace

Connection connection_of(const SenderDescription& sender, const Identifiers& ids) {
  Connection result{.id = ids.sender(sender.name), .name = sender.name};
  result.configured.master_enable = sender.active.master_enable;
  for (size_t i = 0; i < sender.legs.size(); ++i) {
    const SenderLegTarget target = target_of(sender.active.legs, i);
    const Ipv4Address own = target.source.value != 0 ? target.source : sender.legs[i].address;
    const Ipv4Address destination = target.destination.value != 0 ? target.destination : made_up_group(result.id, i);
    result.addresses.push_back(to_text(own));
    result.configured.legs.push_back({{"source_ip", to_text(own)},
                                      {"destination_ip", to_text(destination)},
                                      {"source_port", port_or_default(target.source_port)},
                                      {"destination_port", port_or_default(target.destination_port)},
                                      {"rtp_enabled", target.enabled}});
  }
  result.staged = result.active = result.configured;
  return result;
}

Connection connection_of(const ReceiverDescription& receiver, const Identifiers& ids) {
  Connection result{.type = ResourceType::kReceiver,
                    .id = ids.receiver(receiver.name),
                    .name = receiver.name,
                    .format = receiver.format};
  result.configured.master_enable = receiver.active.master_enable;
  for (size_t i = 0; i < receiver.legs.size(); ++i) {
    const ReceiverLegTarget target = target_of(receiver.active.legs, i);
    const Ipv4Address own = target.interface.value != 0 ? target.interface : receiver.legs[i].address;
    result.addresses.push_back(to_text(own));
    result.configured.legs.push_back({{"source_ip", address_json(target.source)},
                                      {"multicast_ip", address_json(target.multicast)},
                                      {"interface_ip", to_text(own)},
                                      {"destination_port", port_or_default(target.destination_port)},
                                      {"rtp_enabled", target.enabled}});
  }
  result.staged = result.active = result.configured;
  return result;
}

bool may_continue(const Connection& old, const Connection& fresh) {
  const auto same = [](const Settings& a, const Settings& b) {
    return a.master_enable == b.master_enable && a.legs == b.legs;
  };
  return old.name == fresh.name && old.format == fresh.format && old.addresses == fresh.addresses &&
         (same(old.configured, fresh.configured) || same(old.active, fresh.configured));
}

json settings_json(ResourceType type, const Settings& settings, json activation) {
  json result;
  json& peer = result[type == ResourceType::kSender ? "receiver_id" : "sender_id"];
  if (settings.peer_id) peer = *settings.peer_id;
  result["master_enable"] = settings.master_enable;
  result["activation"] = std::move(activation);
  result["transport_params"] = settings.legs;
  if (type == ResourceType::kReceiver) {
    result["transport_file"] = {{"data", nullptr}, {"type", nullptr}};
    if (settings.sdp) result["transport_file"] = {{"data", *settings.sdp}, {"type", "application/sdp"}};
  }
  return result;
}

json staged_json(const Connection& connection) {
  return settings_json(connection.type, connection.staged,
                       connection.due ? activation_json(connection.scheduled, connection.due) : no_activation_json());
}

json active_json(const Connection& connection) {
  return settings_json(connection.type, connection.active, connection.last_activation);
}

json constraints_json(const Connection& connection) {
  json legs = json::array();
  for (const std::string& address : connection.addresses) legs.push_back(leg_constraints(connection.type, address));
  return legs;
}

Settings resolved(const Connection& connection) {
  Settings settings = connection.staged;
  for (size_t i = 0; i < settings.legs.size(); ++i) {
    settings.legs[i] = resolved_leg(std::move(settings.legs[i]), connection.configured.legs[i]);
  }
  return settings;
}

SenderActivation sender_activation(const std::string& name, const Settings& resolved) {
  SenderActivation result{.name = name, .master_enable = resolved.master_enable, .legs = {}};
  for (const json& leg : resolved.legs) {
    result.legs.push_back({.enabled = leg.at("rtp_enabled").get<bool>(),
                           .source = address_in(leg, "source_ip"),
                           .source_port = leg.at("source_port").get<uint16_t>(),
                           .destination = address_in(leg, "destination_ip"),
                           .destination_port = leg.at("destination_port").get<uint16_t>()});
  }
  return result;
}

ReceiverActivation receiver_activation(const std::string& name, const Settings& resolved) {
  ReceiverActivation result{.name = name, .master_enable = resolved.master_enable, .legs = {}, .media = resolved.media};
  for (const json& leg : resolved.legs) {
    result.legs.push_back({.enabled = leg.at("rtp_enabled").get<bool>(),
                           .source = address_in(leg, "source_ip"),
                           .multicast = address_in(leg, "multicast_ip"),
                           .interface = address_in(leg, "interface_ip"),
                           .destination_port = leg.at("destination_port").get<uint16_t>()});
  }
  return result;
}

Subscription subscription_of(const Connection& connection) {
  const Settings& active = connection.active;
  Subscription result{.active = active.master_enable, .peer_id = active.peer_id, .unicast = false};
  if (connection.type != ResourceType::kSender) return result;
  result.unicast = std::ranges::any_of(active.legs, [](const json& leg) {
    return leg.at("rtp_enabled").get<bool>() && !address_in(leg, "destination_ip").is_multicast();
  });
  return result;
}

}  // namespace cw::nmos
