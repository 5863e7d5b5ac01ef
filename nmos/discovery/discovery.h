// Discovery as the rest of nmos uses it: both ways of DNS-SD behind one directory, and the node's own advertisement.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nmos/discovery/advertiser.h"
#include "nmos/discovery/directory.h"

namespace cw::nmos {

class MulticastDns;
class UnicastBrowser;

struct DiscoveryConfig {
  bool multicast = true;
  bool unicast = true;
  std::string domain;  ///< of unicast DNS-SD; empty: the host's search domains
  std::string resolver_config = "/etc/resolv.conf";
  uint16_t dns_port = 53;
};

class Discovery {
 public:
  explicit Discovery(DiscoveryConfig config);
  /// Stops.
  ~Discovery();
  Discovery(const Discovery&) = delete;
  Discovery& operator=(const Discovery&) = delete;

  /// What to call after each change, on a thread of discovery; before start().
  void on_change(std::function<void()> changed) { listeners_.push_back(std::move(changed)); }
  void start();
  /// Withdraws the advertisement; within some 200 ms.
  void stop();

  [[nodiscard]] Directory& directory() { return table_; }
  /// Goes nowhere without multicast.
  [[nodiscard]] Advertiser& advertiser();

 private:
  std::vector<std::function<void()>> listeners_;
  ServiceTable table_;
  std::unique_ptr<Advertiser> no_advertiser_;
  std::unique_ptr<MulticastDns> multicast_;
  std::unique_ptr<UnicastBrowser> unicast_;
};

}  // namespace cw::nmos
