// One network port driven by DPDK: its queues as PacketSource and PacketSink, its figures and capabilities.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/device_clock.h"
#include "gateway/packet_io/dpdk/engine_config.h"
#include "gateway/packet_io/dpdk/port_statistics.h"
#include "gateway/packet_io/flow_table.h"
#include "gateway/packet_io/packet_sink.h"
#include "gateway/packet_io/packet_source.h"

namespace cw::packet_io {

/// Made and owned by DpdkEngine. source(q) and sink(q) each belong to one worker thread (not necessarily the same); everything else is
/// for the control thread.
class DpdkPort {
 public:
  struct Impl;
  explicit DpdkPort(std::unique_ptr<Impl> impl);
  ~DpdkPort();
  DpdkPort(const DpdkPort&) = delete;
  DpdkPort& operator=(const DpdkPort&) = delete;

  [[nodiscard]] const PortConfig& config() const;
  [[nodiscard]] MacAddress mac() const;
  [[nodiscard]] PacketSource& source(uint16_t queue);  ///< queue < config().rx_queues
  [[nodiscard]] PacketSink& sink(uint16_t queue);      ///< queue < config().tx_queues
  [[nodiscard]] bool link_up() const;
  [[nodiscard]] PortStatistics statistics() const;
  [[nodiscard]] const PortCapabilities& capabilities() const;
  /// nullptr unless capabilities().ptp_clock. Belongs to the worker of queue 0.
  [[nodiscard]] DeviceClock* device_clock();

  /// Sends a flow's packets to `queue` in hardware where the device can; kSoftware: they arrive on queue 0 and the FlowTable finds
  /// them. An error only where the device promised and then failed.
  [[nodiscard]] Expected<Steering> steer(const FlowKey& key, uint16_t queue);
  /// Withdraws the rule of steer(); no effect for software.
  void unsteer(const FlowKey& key);
  /// Tells a device that filters multicast which groups to let through (all of them, each time). Devices without such a filter are
  /// promiscuous and need no call.
  [[nodiscard]] Expected<void> accept_multicast(std::span<const Ipv4Address> groups);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::packet_io
