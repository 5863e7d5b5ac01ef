// Where the APIs of the node are reached, for every URL that its resources carry.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cw::nmos {

struct NodeAddress {
  std::vector<std::string> hosts;  ///< addresses or names, the preferred one first; at least one
  uint16_t port = 3212;

  /// "http://192.0.2.1:3212"
  [[nodiscard]] std::string url(const std::string& host) const { return "http://" + host + ":" + std::to_string(port); }
  [[nodiscard]] std::string url() const { return url(hosts.front()); }
};

}  // namespace cw::nmos
