#include "config/conversion.h"

#include <fmt/format.h>

#include <charconv>

#include "gateway/core/ipv4_text.h"

namespace cw::config {
namespace {

constexpr Names<Polling, 2> kPollingNames{{{"busy", Polling::kBusy}, {"adaptive", Polling::kAdaptive}}};
constexpr Names<Hugepages, 3> kHugepageNames{
    {{"auto", Hugepages::kAuto}, {"never", Hugepages::kNever}, {"required", Hugepages::kRequired}}};

EngineConfig convert_engine(const JsonNode& node) {
  EngineConfig engine;
  node.read("polling", engine.polling, kPollingNames);
  node.read_list("cores", engine.cores);
  node.read("memory_mib", engine.memory_mib);
  node.read("hugepages", engine.hugepages, kHugepageNames);
  return engine;
}

/// "192.168.110.10/24" into address and prefix.
void read_interface_address(const JsonNode& node, NetworkConfig& network) {
  std::string text;
  node.read("address", text);
  if (text.empty() && !node.has("address")) return;
  const size_t slash = text.find('/');
  const auto address = parse_ipv4(std::string_view(text).substr(0, slash));
  unsigned prefix = 0;
  const char* end = text.data() + text.size();
  const bool has_prefix = slash != std::string::npos && slash + 1 < text.size() &&
                          std::from_chars(text.data() + slash + 1, end, prefix).ptr == end;
  if (!address || !has_prefix || prefix < 1 || prefix > 32) {
    node.faults().add(child(node.pointer(), "address"),
                      fmt::format("is \"{}\"; allowed is an IPv4 address with a prefix length of 1 to 32, such as "
                                  "192.168.110.10/24",
                                  text));
    return;
  }
  network.address = *address;
  network.prefix = static_cast<uint8_t>(prefix);
}

NetworkConfig convert_network(const JsonNode& node) {
  NetworkConfig network;
  node.read("device", network.device);
  read_interface_address(node, network);
  node.read("gateway", network.gateway);
  node.read("vlan", network.vlan);
  node.read("mtu", network.mtu);
  node.read("rx_queues", network.rx_queues);
  node.read("tx_queues", network.tx_queues);
  return network;
}

void convert_web(const JsonNode& root, const std::filesystem::path& base_dir, Config& config) {
  config.state_directory = default_state_directory();
  root.read("state_directory", config.state_directory, base_dir);
  config.web.hls_root = config.state_directory / "hls";
  const auto web = root.object("web");
  if (!web) return;
  web->read("address", config.web.address);
  web->read("port", config.web.port);
  web->read("hls_root", config.web.hls_root, config.state_directory);
}

}  // namespace

Config convert(const JsonNode& root, const std::filesystem::path& base_dir) {
  Config config;
  root.read("instance", config.instance);
  if (const auto clock = root.object("clock")) config.clock = convert_clock(*clock);
  if (const auto engine = root.object("engine")) config.engine = convert_engine(*engine);
  if (const auto networks = root.object("networks")) {
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      if (const auto network = networks->object(cw::name_of(leg))) {
        config.networks[index_of(leg)] = convert_network(*network);
      }
    }
  }
  add_default_ptp_ports(config);
  convert_web(root, base_dir, config);
  root.each("sources", [&](const JsonNode& node) { config.sources.push_back(convert_source(node, base_dir)); });
  root.each("senders", [&](const JsonNode& node) { config.senders.push_back(convert_sender(node)); });
  if (const auto nmos = root.object("nmos")) config.nmos = convert_nmos(*nmos);
  root.each("receivers", [&](const JsonNode& node) {
    config.receivers.push_back(convert_receiver(node, base_dir, config.nmos.has_value()));
  });
  root.each("channels", [&](const JsonNode& node) { config.channels.push_back(convert_channel(node, config)); });
  return config;
}

}  // namespace cw::config
