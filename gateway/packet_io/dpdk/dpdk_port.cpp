#include "gateway/packet_io/dpdk/dpdk_port.h"

#include <rte_ethdev.h>

#include <vector>

#include "gateway/packet_io/dpdk/dpdk_port_impl.h"
#include "gateway/packet_io/dpdk/message.h"
#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

constexpr Ipv4Address kAllHostsGroup{0xE0000001};  // where IGMP queries go

rte_ether_addr to_ether(Ipv4Address group) {
  rte_ether_addr address{};
  store_mac(address.addr_bytes, multicast_mac(group));
  return address;
}

}  // namespace

DpdkPort::Impl::Impl(const PortConfig& port, std::unique_ptr<PortDevice> opened)
    : config(port), device(std::move(opened)), steering(device->port_id()), clock(device->port_id()) {
  for (uint16_t queue = 0; queue < port.rx_queues; ++queue) {
    sources.push_back(std::make_unique<DpdkSource>(device->port_id(), queue, device->timestamps()));
  }
  for (uint16_t queue = 0; queue < port.tx_queues; ++queue) {
    sinks.push_back(std::make_unique<DpdkSink>(device->port_id(), queue, device->pool()));
  }
}

DpdkPort::DpdkPort(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DpdkPort::~DpdkPort() = default;

const PortConfig& DpdkPort::config() const { return impl_->config; }
MacAddress DpdkPort::mac() const { return impl_->device->mac(); }
PacketSource& DpdkPort::source(uint16_t queue) { return *impl_->sources.at(queue); }
PacketSink& DpdkPort::sink(uint16_t queue) { return *impl_->sinks.at(queue); }
const PortCapabilities& DpdkPort::capabilities() const { return impl_->device->capabilities(); }

DeviceClock* DpdkPort::device_clock() { return capabilities().ptp_clock ? &impl_->clock : nullptr; }

bool DpdkPort::link_up() const {
  rte_eth_link link{};
  return rte_eth_link_get_nowait(impl_->device->port_id(), &link) == 0 && link.link_status == RTE_ETH_LINK_UP;
}

PortStatistics DpdkPort::statistics() const {
  PortStatistics out;
  rte_eth_stats stats{};
  if (rte_eth_stats_get(impl_->device->port_id(), &stats) == 0) {
    out.rx_packets = stats.ipackets;
    out.rx_octets = stats.ibytes;
    out.rx_missed = stats.imissed;
    out.rx_errors = stats.ierrors;
    out.rx_no_buffer = stats.rx_nombuf;
    out.tx_packets = stats.opackets;
    out.tx_octets = stats.obytes;
    out.tx_errors = stats.oerrors;
  }
  for (const auto& source : impl_->sources) out.rx_multi_segment += source->multi_segment_drops();
  for (const auto& sink : impl_->sinks) {
    out.tx_refused += sink->refused();
    out.tx_no_buffer += sink->not_lent();
  }
  // Rings count packets only.
  if (out.rx_octets == 0) {
    for (const auto& source : impl_->sources) out.rx_octets += source->octets();
  }
  if (out.tx_octets == 0) {
    for (const auto& sink : impl_->sinks) out.tx_octets += sink->octets();
  }
  return out;
}

Expected<Steering> DpdkPort::steer(const FlowKey& key, uint16_t queue) {
  if (queue >= impl_->config.rx_queues) {
    return input_error(message("network ", impl_->config.name, ": a flow is to go to receive queue ", queue,
                               ", but there are ", impl_->config.rx_queues));
  }
  if (!capabilities().hardware_steering) return Steering::kSoftware;
  return impl_->steering.add(key, queue);
}

void DpdkPort::unsteer(const FlowKey& key) { impl_->steering.remove(key); }

Expected<void> DpdkPort::accept_multicast(std::span<const Ipv4Address> groups) {
  if (!capabilities().multicast_filter) return {};
  const uint16_t port_id = impl_->device->port_id();
  std::vector<rte_ether_addr> addresses{to_ether(kAllHostsGroup)};
  for (const Ipv4Address group : groups) addresses.push_back(to_ether(group));
  const bool listed =
      rte_eth_dev_set_mc_addr_list(port_id, addresses.data(), static_cast<uint32_t>(addresses.size())) == 0;
  // A full filter means that everything has to come in.
  const int code = listed ? rte_eth_promiscuous_disable(port_id) : rte_eth_promiscuous_enable(port_id);
  if (code == 0 || listed) return {};
  return host_error(message("network ", impl_->config.name, ": the device takes neither ", groups.size(),
                            " multicast groups nor promiscuous mode"));
}

}  // namespace cw::packet_io
