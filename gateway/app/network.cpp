#include "gateway/app/network.h"

#include <algorithm>

namespace cw::app {
namespace {

packet_io::InterfaceAddress interface_of(const config::NetworkConfig& config, const packet_io::DpdkPort& port) {
  return {.mac = port.mac(),
          .address = config.address,
          .prefix = config.prefix,
          .gateway = config.gateway,
          .vlan_id = config.vlan,
          .mtu = config.mtu};
}

}  // namespace

Network::Network(Leg leg, const config::NetworkConfig& config, packet_io::DpdkPort& port)
    : leg_(leg), config_(config), port_(port), host_(interface_of(config, port)) {
  for (uint16_t queue = 0; queue < port.config().rx_queues; ++queue) {
    const uint16_t tx_queue = std::min<uint16_t>(queue, static_cast<uint16_t>(port.config().tx_queues - 1));
    agents_.push_back(std::make_unique<ReceiveAgent>(ReceiveAgentConfig{.leg = leg,
                                                                        .vlan_id = config.vlan,
                                                                        .source = &port.source(queue),
                                                                        .sink = &port.sink(tx_queue),
                                                                        .host = queue == 0 ? &host_ : nullptr}));
  }
}

}  // namespace cw::app
