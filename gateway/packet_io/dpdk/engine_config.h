// What the packet engine is told by the config: the ports by DPDK device string, memory and cores.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cw::packet_io {

struct PortConfig {
  std::string name;  ///< the network's name in the config ("red"); used in errors and metrics
  std::string
      device;  ///< "0000:01:00.0", "net_af_xdp0,iface=veth0", "net_af_packet0,iface=veth0", "net_memif0,role=server,...",
               ///< "net_ring0", "net_pcap0,rx_pcap=...", ...
  uint16_t rx_queues = 1;
  uint16_t tx_queues = 1;
  uint16_t mtu = 1500;             ///< IP packet octets, at most 9000
  uint16_t rx_descriptors = 4096;  ///< adjusted to what the device allows
  uint16_t tx_descriptors = 1024;  ///< likewise
  bool ptp = false;                ///< PTP runs on the port: its hardware clock is made ready where it has one
};

struct EngineConfig {
  std::string instance = "causeway";  ///< EAL's file prefix: one per daemon on a host; letters, digits, '-', '_'
  std::vector<PortConfig> ports;
  uint32_t memory_mib = 0;        ///< 0: what the ports need
  bool allow_hugepages = true;    ///< used when enough are free and a hugetlbfs is mounted; else ordinary memory
  std::vector<int> worker_cores;  ///< CPUs that workers will pin to; EAL's own threads keep off them where possible
};

}  // namespace cw::packet_io
