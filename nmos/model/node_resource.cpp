#include "nmos/model/node_resource.h"

#include <fmt/format.h>

#include "nmos/model/api_versions.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

json clock_json(const ClockDescription& clock) {
  json result{{"name", kClockName}, {"ref_type", "internal"}};
  // Before the first Announce there is no grandmaster to name, which the schema of a PTP clock demands.
  if (!clock.ptp || clock.grandmaster.empty()) return result;
  result["ref_type"] = "ptp";
  result["traceable"] = clock.traceable;
  result["version"] = "IEEE1588-2008";
  result["gmid"] = clock.grandmaster;
  result["locked"] = clock.locked;
  return result;
}

json interface_json(const InterfaceDescription& interface) {
  json result{{"name", interface.name},
              {"chassis_id", mac_text(interface.chassis_id)},
              {"port_id", mac_text(interface.port_id)}};
  if (interface.attached) {
    result["attached_network_device"] = {{"chassis_id", interface.attached->chassis_id},
                                         {"port_id", interface.attached->port_id}};
  }
  return result;
}

json endpoints_json(const NodeAddress& address) {
  json endpoints = json::array();
  for (const std::string& host : address.hosts) {
    endpoints.push_back({{"host", host}, {"port", address.port}, {"protocol", "http"}, {"authorization", false}});
  }
  return endpoints;
}

void add_tags(json& resource, const NodeDescription& node) {
  for (const auto& [name, values] : node.tags) resource["tags"][name] = values;
  add_asset_tags(resource["tags"], node);
}

void add_controls(json& controls, const std::string& url, std::string_view name, const ApiVersions& api) {
  for (const std::string_view version : api.versions) {
    controls.push_back({{"type", fmt::format("urn:x-nmos:control:{}/{}", name, version)},
                        {"href", fmt::format("{}/x-nmos/{}/{}/", url, api.name, version)},
                        {"authorization", false}});
  }
}

json controls_json(const BuildContext& context) {
  json controls = json::array();
  for (const std::string& host : context.address.hosts) {
    const std::string url = context.address.url(host);
    add_controls(controls, url, "sr-ctrl", kConnectionApi);
    if (!context.node.mapping_outputs.empty()) add_controls(controls, url, "cm-ctrl", kChannelMappingApi);
  }
  return controls;
}

}  // namespace

json node_resource(const BuildContext& context) {
  const NodeDescription& node = context.node;
  json resource = resource_core(context.ids.node(), node.label, node.description);
  add_tags(resource, node);
  resource["href"] = context.address.url() + "/";
  if (!node.hostname.empty()) resource["hostname"] = node.hostname;
  resource["api"] = {{"versions", kNodeApi.versions}, {"endpoints", endpoints_json(context.address)}};
  resource["caps"] = json::object();
  resource["services"] = json::array();
  resource["clocks"] = json::array({clock_json(node.clock)});
  resource["interfaces"] = json::array();
  for (const InterfaceDescription& interface : node.interfaces)
    resource["interfaces"].push_back(interface_json(interface));
  return resource;
}

json device_resource(const BuildContext& context) {
  const NodeDescription& node = context.node;
  json resource = resource_core(context.ids.device(), node.label, node.description);
  add_tags(resource, node);
  resource["tags"]["urn:x-nmos:tag:asset:function/v1.0"] = json::array({"Gateway"});
  resource["type"] = "urn:x-nmos:device:generic";
  resource["node_id"] = context.ids.node();
  resource["senders"] = json::array();
  for (const auto& sender : node.senders) resource["senders"].push_back(context.ids.sender(sender.name));
  for (const auto& sender : node.mux_senders) resource["senders"].push_back(context.ids.sender(sender.name));
  resource["receivers"] = json::array();
  for (const auto& receiver : node.receivers) resource["receivers"].push_back(context.ids.receiver(receiver.name));
  resource["controls"] = controls_json(context);
  return resource;
}

}  // namespace cw::nmos
