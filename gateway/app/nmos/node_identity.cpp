#include "gateway/app/nmos/node_identity.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <fstream>
#include <string_view>

#include "gateway/core/ipv4_text.h"

namespace cw::app {
namespace {

bool is_any(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

/// The link-layer entry of the interface's address list.
MacAddress mac_of(const ifaddrs* all, std::string_view name) {
  MacAddress mac;
  for (const ifaddrs* at = all; at != nullptr; at = at->ifa_next) {
    if (at->ifa_addr == nullptr || at->ifa_addr->sa_family != AF_PACKET || name != at->ifa_name) continue;
    // The family says what the address is. NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const auto* link = reinterpret_cast<const sockaddr_ll*>(at->ifa_addr);
    std::copy_n(link->sll_addr, mac.octets.size(), mac.octets.begin());
  }
  return mac;
}

}  // namespace

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("localhost");
}

std::vector<KernelInterface> kernel_interfaces() {
  std::vector<KernelInterface> interfaces;
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return interfaces;
  for (const ifaddrs* at = all; at != nullptr; at = at->ifa_next) {
    if ((at->ifa_flags & IFF_UP) == 0 || at->ifa_addr == nullptr || at->ifa_addr->sa_family != AF_INET) continue;
    // The family says what the address is. NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const auto* address = reinterpret_cast<const sockaddr_in*>(at->ifa_addr);
    interfaces.push_back({.name = at->ifa_name,
                          .address = to_text(Ipv4Address{ntohl(address->sin_addr.s_addr)}),
                          .mac = mac_of(all, at->ifa_name),
                          .loopback = (at->ifa_flags & IFF_LOOPBACK) != 0});
  }
  freeifaddrs(all);
  return interfaces;
}

std::vector<std::string> own_addresses() {
  std::vector<std::string> addresses;
  for (const KernelInterface& interface : kernel_interfaces()) {
    if (!interface.loopback) addresses.push_back(interface.address);
  }
  return addresses;
}

const KernelInterface* interface_of(const std::string& host, const std::vector<KernelInterface>& interfaces) {
  auto found = std::ranges::find(interfaces, host, &KernelInterface::address);
  if (found == interfaces.end()) found = std::ranges::find(interfaces, false, &KernelInterface::loopback);
  if (found == interfaces.end()) found = interfaces.begin();
  return found == interfaces.end() ? nullptr : &*found;
}

std::vector<std::string> node_hosts(const config::NmosConfig& config, const std::vector<std::string>& own) {
  if (!config.host.empty()) return {config.host};
  if (!is_any(config.address)) return {config.address};
  return own.empty() ? std::vector<std::string>{"127.0.0.1"} : own;
}

std::string node_seed(const std::string& instance) {
  std::string machine;
  std::ifstream("/etc/machine-id") >> machine;
  return (machine.empty() ? host_name() : machine) + "/" + instance;
}

}  // namespace cw::app
