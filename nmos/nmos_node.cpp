#include "nmos/nmos_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "nmos/activation_timer.h"
#include "nmos/channel_mapping_api/channel_mapping_api.h"
#include "nmos/connection_api/connection_api.h"
#include "nmos/http/api_router.h"
#include "nmos/http/json_reply.h"
#include "nmos/model/api_versions.h"
#include "nmos/model/store_update.h"
#include "nmos/node_core.h"

namespace cw::nmos {
namespace {

template <typename Things>
Expected<void> check_names(std::string_view what, const Things& things, std::set<std::string>& seen) {
  for (const auto& thing : things) {
    if (!seen.insert(thing.name).second)
      return input_error(fmt::format("nmos: two {} have the name {}", what, thing.name));
  }
  return {};
}

template <typename Things>
Expected<void> check_names(std::string_view what, const Things& things) {
  std::set<std::string> seen;
  return check_names(what, things, seen);
}

/// UUIDs are made of names.
Expected<void> check_description(const NodeDescription& node) {
  std::set<std::string> senders;
  for (const auto& checked :
       {check_names("interfaces", node.interfaces), check_names("sources", node.sources),
        check_names("senders", node.senders, senders), check_names("senders", node.mux_senders, senders),
        check_names("receivers", node.receivers), check_names("mapping inputs", node.mapping_inputs),
        check_names("mapping outputs", node.mapping_outputs)}) {
    if (!checked) return checked;
  }
  return {};
}

void list_versions(ApiRouter& router, const ApiVersions& api) {
  router.list(fmt::format("/x-nmos/{}", api.name), {api.versions.begin(), api.versions.end()});
}

}  // namespace

struct NmosNode::Parts {
  Parts(Equipment& equipment, NmosNodeConfig config)
      : core(equipment, config.seed, std::move(config.address)),
        connections(core),
        mapping(core),
        node_api(core, connections, std::move(config.fetch)) {
    router.list("/x-nmos",
                {std::string(kNodeApi.name), std::string(kConnectionApi.name), std::string(kChannelMappingApi.name)});
    for (const ApiVersions& api : {kNodeApi, kConnectionApi, kChannelMappingApi}) list_versions(router, api);
    node_api.add_routes(router);
    connections.add_routes(router);
    mapping.add_routes(router);
  }

  std::optional<TaiTime> poll(TaiTime now) {
    const std::scoped_lock turn(core.equipment_turn);
    const auto next_connection = connections.table().activate_due(now);
    const auto next_map = mapping.activate_due(now);
    if (!next_connection || !next_map) return next_connection ? next_connection : next_map;
    return std::min(*next_connection, *next_map);
  }

  NodeCore core;
  ConnectionApi connections;
  ChannelMappingApi mapping;
  NodeApi node_api;
  ApiRouter router;
  std::optional<ActivationTimer> timer;  // last: its thread uses the others
};

Expected<std::unique_ptr<NmosNode>> NmosNode::create(const NodeDescription& description, Equipment& equipment,
                                                     NmosNodeConfig config) {
  if (config.address.hosts.empty()) return input_error("nmos: no address is given at which the node can be reached");
  if (auto good = check_description(description); !good) return std::unexpected(good.error());
  const bool has_timer = config.timer;
  auto parts = std::make_unique<Parts>(equipment, std::move(config));
  std::unique_ptr<NmosNode> node(new NmosNode(std::move(parts)));
  node->describe(description);
  if (!has_timer) return node;
  Parts& inner = *node->parts_;
  inner.timer.emplace([&inner] { return inner.poll(inner.core.equipment.now()); },
                      [&inner] { return inner.core.equipment.now(); });
  inner.core.on_schedule = [&inner] { inner.timer->wake(); };
  return node;
}

NmosNode::NmosNode(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
NmosNode::~NmosNode() = default;

web::Response NmosNode::handle(const web::Request& request) const { return parts_->router.route(request); }

web::Response NmosNode::refusal(int status, std::string_view message) {
  web::Response reply = error_reply(status, std::string(message));
  add_cors(reply, "GET, HEAD, OPTIONS");
  return reply;
}

Expected<void> NmosNode::update(const NodeDescription& description) {
  if (auto good = check_description(description); !good) return good;
  describe(description);
  return {};
}

void NmosNode::describe(const NodeDescription& description) {
  NodeCore& core = parts_->core;
  ConnectionTable& connections = parts_->connections.table();
  const TaiTime now = core.equipment.now();
  auto resources = build_resources({.node = description, .ids = core.ids, .address = core.address});
  auto described = connections.read(description);
  const std::scoped_lock lock(core.state);
  connections.describe(std::move(described));
  parts_->mapping.describe(description);
  for (Resource& resource : resources) {
    if (const auto state = connections.subscription(resource.id))
      show_subscription(resource.data, resource.type, *state);
  }
  update_store(core.store, std::move(resources), now);
}

std::optional<TaiTime> NmosNode::poll(TaiTime now) { return parts_->poll(now); }

ResourceStore& NmosNode::store() { return parts_->core.store; }
const std::string& NmosNode::node_id() const { return parts_->core.ids.node(); }

}  // namespace cw::nmos
