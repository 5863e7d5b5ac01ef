// Who the NMOS node is: where it is reached, and what its identities are made of.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "gateway/core/packet.h"

namespace cw::app {

/// What this machine calls itself.
[[nodiscard]] std::string host_name();

/// An interface of the kernel that is up and has an IPv4 address.
struct KernelInterface {
  std::string name;
  std::string address;
  MacAddress mac;
  bool loopback = false;
};
/// One entry per address, in the kernel's order.
[[nodiscard]] std::vector<KernelInterface> kernel_interfaces();

/// Their addresses, loopback left out.
[[nodiscard]] std::vector<std::string> own_addresses();

/// The one that controllers reach `host` on; by name or unknown: the first that is no loopback. nullptr: there is none at all.
[[nodiscard]] const KernelInterface* interface_of(const std::string& host,
                                                  const std::vector<KernelInterface>& interfaces);

/// Addresses or names at which controllers reach the node, the preferred one first; never empty. `own`: what 0.0.0.0 stands for.
[[nodiscard]] std::vector<std::string> node_hosts(const config::NmosConfig& config,
                                                  const std::vector<std::string>& own);

/// "<machine id>/<instance>": the same after every restart, another for every gateway on every host.
[[nodiscard]] std::string node_seed(const std::string& instance);

}  // namespace cw::app
