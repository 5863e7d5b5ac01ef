#include "nmos/model/sender_resource.h"

#include <fmt/format.h>

#include "nmos/model/api_versions.h"
#include "sdp/st2110/names.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

json sender_core(const BuildContext& context, const std::string& name, const std::string& label) {
  json sender = resource_core(context.ids.sender(name), label, label);
  sender["flow_id"] = context.ids.flow(name);
  sender["device_id"] = context.ids.device();
  sender["caps"] = json::object();
  sender["interface_bindings"] = json::array();
  return sender;
}

}  // namespace

json sender_resource(const BuildContext& context, const SenderDescription& sender) {
  json resource = sender_core(context, sender.name, sender.label);
  add_group_hint(resource["tags"], sender.name, format_of(sender.parameters), GroupRole::kSender);
  resource["manifest_href"] =
      fmt::format("{}/x-nmos/{}/{}/single/senders/{}/transportfile", context.address.url(), kConnectionApi.name,
                  kConnectionApi.versions.back(), resource["id"].get_ref<const std::string&>());
  for (const LegDescription& leg : sender.legs) resource["interface_bindings"].push_back(leg.interface);
  if (const auto* video = std::get_if<sdp::VideoParameters>(&sender.parameters)) {
    resource["st2110_21_sender_type"] = sdp::to_name(sdp::kSenderTypeNames, video->sender_type);
  }
  show_subscription(resource, ResourceType::kSender, {});
  return resource;
}

json mux_sender_resource(const BuildContext& context, const MuxSenderDescription& sender) {
  json resource = sender_core(context, sender.name, sender.label);
  add_group_hint(resource["tags"], sender.name, Format::kMux, GroupRole::kMuxSender);
  resource["transport"] = kSrtTransport;
  resource["manifest_href"] = nullptr;
  resource["bit_rate"] = sender.bit_rate_kbps;
  if (!sender.interface.empty()) resource["interface_bindings"].push_back(sender.interface);
  resource["subscription"] = {{"receiver_id", nullptr}, {"active", sender.active}};
  return resource;
}

}  // namespace cw::nmos
