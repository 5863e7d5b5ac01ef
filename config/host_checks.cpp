// Engine, networks and web of config/cross_checks.h.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <thread>

#include "config/cross_checks.h"
#include "config/json_text.h"
#include "gateway/core/ipv4_text.h"

namespace cw::config {
namespace {

uint32_t host_mask(uint8_t prefix) { return prefix >= 32 ? 0 : 0xFFFF'FFFFU >> prefix; }

void check_cores(const Config& config, const std::vector<int>& available, FaultList& faults) {
  for (size_t i = 0; i < config.engine.cores.size(); ++i) {
    const int core = config.engine.cores[i];
    if (std::ranges::find(available, core) != available.end()) continue;
    faults.add(child("/engine/cores", i),
               fmt::format("is core {}, which this process may not use; allowed is one of {}", core,
                           fmt::join(available, ", ")));
  }
}

bool is_host_address(const NetworkConfig& network) {
  const uint32_t mask = host_mask(network.prefix);
  const uint32_t first_octet = network.address.value >> 24;
  if (network.address.is_multicast() || first_octet == 0 || first_octet >= 224 || first_octet == 127) return false;
  if (network.prefix >= 31) return true;
  const uint32_t host = network.address.value & mask;
  return host != 0 && host != mask;
}

void check_network(const NetworkConfig& network, const std::string& pointer, FaultList& faults) {
  const std::string address_pointer = child(pointer, "address");
  if (faults.touched(address_pointer)) return;
  const std::string text = fmt::format("{}/{}", to_text(network.address), network.prefix);
  if (!is_host_address(network)) {
    faults.add(
        address_pointer,
        fmt::format("is {}; allowed is the address of one host (not multicast, loopback, network or broadcast)", text));
    return;
  }
  if (network.gateway.value == 0 || faults.touched(child(pointer, "gateway"))) return;
  const bool on_link = ((network.gateway.value ^ network.address.value) & ~host_mask(network.prefix)) == 0;
  if (!on_link || network.gateway == network.address) {
    faults.add(child(pointer, "gateway"),
               fmt::format("is {}; allowed is another host in the network of {}", to_text(network.gateway), text));
  }
}

void check_networks(const Config& config, FaultList& faults) {
  const auto& red = config.networks[index_of(Leg::kRed)];
  const auto& blue = config.networks[index_of(Leg::kBlue)];
  if (red) check_network(*red, "/networks/red", faults);
  if (blue) check_network(*blue, "/networks/blue", faults);
  if (!red || !blue || faults.touched("/networks")) return;
  if (red->device == blue->device) {
    faults.add(
        "/networks/blue/device",
        fmt::format("is \"{}\", which red uses; allowed is a device of its own, or leave out blue", blue->device));
  }
  if (red->address == blue->address) {
    faults.add("/networks/blue/address",
               fmt::format("is {}, which red has; allowed is an address of its own", to_text(blue->address)));
  }
}

void check_listening_address(const std::string& address, const std::string& pointer, FaultList& faults) {
  in6_addr unused{};
  if (parse_ipv4(address) || inet_pton(AF_INET6, address.c_str(), &unused) == 1) return;
  faults.add(pointer,
             fmt::format("is \"{}\"; allowed is an IP address of this machine, 127.0.0.1 or 0.0.0.0", address));
}

void check_servers(const Config& config, FaultList& faults) {
  check_listening_address(config.web.address, "/web/address", faults);
  if (!config.nmos) return;
  check_listening_address(config.nmos->address, "/nmos/address", faults);
  if (config.nmos->port == config.web.port) {
    faults.add("/nmos/port", fmt::format("is {}, which web has; allowed is a port of its own", config.nmos->port));
  }
}

}  // namespace

std::vector<int> cores_of_this_process() {
  std::vector<int> cores;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int core = 0; core < CPU_SETSIZE; ++core) {
      if (CPU_ISSET(core, &set)) cores.push_back(core);
    }
  }
  return cores;
}

void check_host(const Config& config, const std::vector<int>& available_cores, FaultList& faults) {
  check_cores(config, available_cores, faults);
  check_networks(config, faults);
  check_servers(config, faults);
}

}  // namespace cw::config
