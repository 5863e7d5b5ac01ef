#include "gateway/app/nmos/nmos_unit.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/app/nmos/gateway_description.h"
#include "gateway/app/nmos/gateway_equipment.h"
#include "gateway/app/nmos/node_identity.h"
#include "gateway/core/ipv4_text.h"
#include "gateway/core/log.h"
#include "gateway/web/http_server.h"
#include "nmos/discovery/discovery.h"
#include "nmos/model/downgrade.h"
#include "nmos/nmos_node.h"
#include "nmos/registration/registration.h"
#include "nmos/system_api/system_client.h"

namespace cw::app {
namespace {

/// A registry hears of every change within a second.
constexpr Duration kFollowInterval = std::chrono::milliseconds(250);
constexpr unsigned kServerThreads = 2;

nmos::DiscoveryConfig discovery_config(const config::NmosConfig& config) {
  using Way = config::NmosDiscovery;
  return {.multicast = config.discovery == Way::kAuto || config.discovery == Way::kMulticast,
          .unicast = config.discovery == Way::kAuto || config.discovery == Way::kUnicast,
          .domain = config.domain};
}

/// IS-09 servers and access lists know a node by the address it calls from.
nmos::HttpClientConfig client_config(const std::string& host) {
  const auto address = parse_ipv4(host);
  constexpr uint32_t kLoopbackNet = 127;
  if (!address || address->value >> 24 == kLoopbackNet) return {};
  for (const std::string& own : own_addresses()) {
    if (own == host) return {.local_address = host};
  }
  return {};
}

Expected<std::string> fetch_sdp(const std::string& url) {
  auto client = nmos::make_http_client({});
  auto result = client->send({.method = "GET", .url = url, .body = {}, .accept = "application/sdp"}, {});
  if (!result) return std::unexpected(result.error());
  if (result->status != 200) return input_error(url + " answers with status " + std::to_string(result->status));
  return std::move(result->body);
}

/// OTT outputs leave by the kernel; controllers see them on the interface that they reach the node on.
nmos::NodeDescription describe(const Gateway& gateway, const std::string& host) {
  nmos::NodeDescription description = gateway.read(describe_gateway);
  const auto interfaces = kernel_interfaces();
  const KernelInterface* control = interface_of(host, interfaces);
  if (control == nullptr) return description;
  if (std::ranges::count(description.interfaces, control->name, &nmos::InterfaceDescription::name) == 0) {
    description.interfaces.push_back(
        {.name = control->name, .port_id = control->mac, .chassis_id = control->mac, .attached = std::nullopt});
  }
  for (nmos::MuxSenderDescription& sender : description.mux_senders) sender.interface = control->name;
  return description;
}

web::Router router_of(const nmos::NmosNode& node) {
  web::Router router;
  for (const char* path : {"/x-nmos", "/x-nmos/"}) {
    router.handle("*", path, [&node](const web::Request& request) { return node.handle(request); });
  }
  router.set_error_reply(nmos::NmosNode::refusal);
  return router;
}

}  // namespace

struct NmosUnit::Parts {
  Parts(Gateway& of, const config::NmosConfig& with)
      : gateway(of), config(with), equipment(of), discovery(discovery_config(with)) {}

  Expected<void> create_node(const std::string& instance);
  Expected<void> create_clients();
  void follow(const std::stop_token& stop);
  void show();

  Gateway& gateway;
  const config::NmosConfig config;
  GatewayEquipment equipment;
  std::string host;
  std::string seed;
  std::unique_ptr<nmos::NmosNode> node;
  std::unique_ptr<web::HttpServer> server;
  nmos::Discovery discovery;
  std::unique_ptr<nmos::HttpClient> registry_client;
  std::unique_ptr<nmos::HttpClient> system_client;
  std::unique_ptr<nmos::Registration> registration;
  std::unique_ptr<nmos::SystemClient> system;
  nmos::NodeDescription shown;  ///< last, taken or not
  std::jthread follower;        // last: ends before what it uses
};

Expected<void> NmosUnit::Parts::create_node(const std::string& instance) {
  const auto hosts = node_hosts(config, own_addresses());
  host = hosts.front();
  seed = node_seed(instance);
  auto made =
      nmos::NmosNode::create(describe(gateway, host), equipment,
                             {.address = {.hosts = hosts, .port = config.port}, .seed = seed, .fetch = fetch_sdp});
  if (!made) return std::unexpected(made.error());
  node = std::move(*made);
  auto listening = web::HttpServer::create({.address = config.address, .port = config.port, .threads = kServerThreads},
                                           router_of(*node));
  if (!listening) return std::unexpected(listening.error());
  server = std::move(*listening);
  return {};
}

Expected<void> NmosUnit::Parts::create_clients() {
  const size_t order = std::hash<std::string>{}(seed);
  registry_client = nmos::make_http_client(client_config(host));
  system_client = nmos::make_http_client(client_config(host));
  nmos::RegistrationSettings settings{.registry = config.registry, .seed = order, .agent = {}, .peer = {}};
  settings.agent.downgrade = [this](const nmos::Resource& resource) { return nmos::to_v1_2(resource, node->store()); };
  settings.peer.name = node->node_id();
  settings.peer.port = config.port;
  auto made = nmos::Registration::create({.store = node->store(),
                                          .directory = discovery.directory(),
                                          .advertiser = discovery.advertiser(),
                                          .client = *registry_client},
                                         std::move(settings));
  if (!made) return std::unexpected(made.error());
  registration = std::move(*made);
  discovery.on_change([this] { registration->discovery_changed(); });
  if (!config.follow_system) return {};
  const auto follow_system = [this](const nmos::SystemParameters& parameters, Duration heartbeat_interval) {
    registration->set_heartbeat_interval(heartbeat_interval);
    equipment.apply(parameters);
  };
  system = std::make_unique<nmos::SystemClient>(discovery.directory(), *system_client, follow_system, order);
  discovery.on_change([this] { system->discovery_changed(); });
  return {};
}

void NmosUnit::Parts::follow(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  while (!stop.stop_requested()) {
    show();
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kFollowInterval, [] { return false; });
  }
}

void NmosUnit::Parts::show() {
  nmos::NodeDescription description = describe(gateway, host);
  if (description == shown) return;
  if (const auto updated = node->update(description); !updated) log_warning("nmos", updated.error().message);
  shown = std::move(description);
}

NmosUnit::NmosUnit(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
NmosUnit::~NmosUnit() { stop(); }

Expected<std::unique_ptr<NmosUnit>> NmosUnit::create(Gateway& gateway, const config::NmosConfig& config) {
  auto parts = std::make_unique<Parts>(gateway, config);
  const std::string instance = gateway.read([](const GatewayView& view) { return view.config.instance; });
  if (auto made = parts->create_node(instance); !made) return std::unexpected(made.error());
  if (auto made = parts->create_clients(); !made) return std::unexpected(made.error());
  return std::unique_ptr<NmosUnit>(new NmosUnit(std::move(parts)));
}

void NmosUnit::start() {
  parts_->discovery.start();
  parts_->registration->start();
  if (parts_->system) parts_->system->start();
  parts_->follower = std::jthread([this](const std::stop_token& stop) { parts_->follow(stop); });
}

void NmosUnit::stop() {
  parts_->follower = {};
  if (parts_->system) parts_->system->stop();
  parts_->registration->stop();
  parts_->discovery.stop();
  parts_->server->stop();
}

NmosStatus NmosUnit::status() const {
  return {.node_id = parts_->node->node_id(),
          .url = "http://" + parts_->host + ":" + std::to_string(parts_->config.port) + "/x-nmos/node/",
          .registration = parts_->registration->status(),
          .system = parts_->system ? parts_->system->status() : nmos::SystemStatus{}};
}

}  // namespace cw::app
