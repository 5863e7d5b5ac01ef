// Figures of one port for metrics and status.
#pragma once

#include <cstdint>
#include <string>

namespace cw::packet_io {

/// Since the engine's start.
struct PortStatistics {
  uint64_t rx_packets = 0;
  uint64_t rx_octets = 0;
  uint64_t rx_missed = 0;         ///< the device had no room: we polled too late
  uint64_t rx_errors = 0;         ///< the device called them damaged
  uint64_t rx_no_buffer = 0;      ///< the RX pool was dry
  uint64_t rx_multi_segment = 0;  ///< longer than a buffer, dropped
  uint64_t tx_packets = 0;
  uint64_t tx_octets = 0;
  uint64_t tx_errors = 0;
  uint64_t tx_refused = 0;    ///< the device's queue was full; dropped
  uint64_t tx_no_buffer = 0;  ///< frames that could not be lent
};

/// What the device can do beyond bursts; false means that software does it.
struct PortCapabilities {
  std::string driver;  ///< "net_af_packet", "mlx5_pci", ...
  uint16_t max_rx_queues = 1;
  uint16_t max_tx_queues = 1;
  bool hardware_steering = false;    ///< rte_flow rules to a queue
  bool hardware_timestamps = false;  ///< RX arrival stamped by the device and readable device clock
  bool ptp_clock = false;            ///< a PTP hardware clock, in use (rte_eth_timesync)
  bool multicast_filter = false;     ///< takes a list of group MACs; otherwise the port is promiscuous
  bool multi_segment_tx = false;
  bool scheduled_tx = false;  ///< launch time per packet
};

enum class Steering : uint8_t { kHardware, kSoftware };

}  // namespace cw::packet_io
