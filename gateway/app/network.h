// One network of the config (a leg) as the engine runs it: the DPDK port, the host that it is, and its receive agents.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "gateway/app/receive_agent.h"
#include "gateway/core/rtp_types.h"
#include "gateway/packet_io/dpdk/dpdk_port.h"
#include "gateway/packet_io/host_stack.h"

namespace cw::app {

class Network {
 public:
  Network(Leg leg, const config::NetworkConfig& config, packet_io::DpdkPort& port);

  [[nodiscard]] Leg leg() const { return leg_; }
  [[nodiscard]] const config::NetworkConfig& config() const { return config_; }
  [[nodiscard]] packet_io::DpdkPort& port() const { return port_; }
  /// Belongs to the worker of queue 0.
  [[nodiscard]] packet_io::HostStack& host() { return host_; }
  /// One per RX queue, in the order of queues = workers.
  [[nodiscard]] const std::vector<std::unique_ptr<ReceiveAgent>>& receive_agents() const { return agents_; }

 private:
  Leg leg_;
  config::NetworkConfig config_;
  packet_io::DpdkPort& port_;
  packet_io::HostStack host_;
  std::vector<std::unique_ptr<ReceiveAgent>> agents_;
};

}  // namespace cw::app
