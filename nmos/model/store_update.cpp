#include "nmos/model/store_update.h"

#include <ranges>
#include <set>

#include "nmos/model/flow_resource.h"
#include "nmos/model/node_resource.h"
#include "nmos/model/receiver_resource.h"
#include "nmos/model/sender_resource.h"
#include "nmos/model/source_resource.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

class Builder {
 public:
  explicit Builder(const BuildContext& context) : context_(context) {}

  void add(ResourceType type, json data) {
    std::string id = data["id"].get<std::string>();
    resources_.push_back({type, std::move(id), std::move(data)});
  }
  void add_flows() {
    for (const auto& sender : context_.node.senders) add(ResourceType::kFlow, flow_resource(context_, sender));
    for (const auto& sender : context_.node.mux_senders) add(ResourceType::kFlow, mux_flow_resource(context_, sender));
  }
  void add_connections() {
    for (const auto& sender : context_.node.senders) add(ResourceType::kSender, sender_resource(context_, sender));
    for (const auto& sender : context_.node.mux_senders)
      add(ResourceType::kSender, mux_sender_resource(context_, sender));
    for (const auto& receiver : context_.node.receivers) {
      add(ResourceType::kReceiver, receiver_resource(context_, receiver));
    }
  }
  [[nodiscard]] std::vector<Resource> take() { return std::move(resources_); }

 private:
  const BuildContext& context_;
  std::vector<Resource> resources_;
};

/// The version that the capabilities had while they were the same, else now's.
void set_caps_version(const ResourceStore& store, Resource& receiver, TaiTime now) {
  json& caps = receiver.data["caps"];
  caps["version"] = version_text(now);
  const auto old = store.find(ResourceType::kReceiver, receiver.id);
  if (!old) return;
  json unchanged = caps;
  unchanged["version"] = old->data["caps"]["version"];
  if (unchanged == old->data["caps"]) caps = std::move(unchanged);
}

}  // namespace

std::vector<Resource> build_resources(const BuildContext& context) {
  Builder builder(context);
  builder.add(ResourceType::kNode, node_resource(context));
  builder.add(ResourceType::kDevice, device_resource(context));
  for (const auto& source : context.node.sources) builder.add(ResourceType::kSource, source_resource(context, source));
  builder.add_flows();
  builder.add_connections();
  return builder.take();
}

void update_store(ResourceStore& store, std::vector<Resource> resources, TaiTime now) {
  std::set<std::string> kept;
  for (Resource& resource : resources) {
    kept.insert(resource.id);
    if (resource.type == ResourceType::kReceiver) set_caps_version(store, resource, now);
    store.put(resource.type, std::move(resource.data), now);
  }
  for (const auto& [type, id] : store.keys() | std::views::reverse) {
    if (!kept.contains(id)) store.remove(type, id);
  }
}

}  // namespace cw::nmos
