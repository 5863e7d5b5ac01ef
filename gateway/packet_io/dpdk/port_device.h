// Opens one DPDK device and makes it ready for bursts: create, configure, queues, start; and undoes it.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/dpdk/device_string.h"
#include "gateway/packet_io/dpdk/dpdk_source.h"
#include "gateway/packet_io/dpdk/engine_config.h"
#include "gateway/packet_io/dpdk/port_statistics.h"

struct rte_mempool;
struct rte_ring;

namespace cw::packet_io {

/// An open device; closes and removes it when it goes. Control thread.
class PortDevice {
 public:
  /// `device` with defaults added. EAL runs.
  [[nodiscard]] static Expected<std::unique_ptr<PortDevice>> open(const PortConfig& port, const DeviceString& device);
  ~PortDevice();
  PortDevice(const PortDevice&) = delete;
  PortDevice& operator=(const PortDevice&) = delete;

  [[nodiscard]] uint16_t port_id() const { return port_id_; }
  [[nodiscard]] rte_mempool* pool() const { return pool_; }
  [[nodiscard]] MacAddress mac() const { return mac_; }
  [[nodiscard]] TimestampField timestamps() const { return timestamps_; }
  [[nodiscard]] const PortCapabilities& capabilities() const { return capabilities_; }

 private:
  PortDevice(const PortConfig& port, const DeviceString& device) : port_(port), device_(device) {}
  Expected<void> create();
  Expected<void> create_ring();
  Expected<void> create_pool();
  Expected<void> configure();
  Expected<void> set_up_queues();
  Expected<void> start();
  void stop_and_close();
  void read_capabilities();
  void set_up_timestamps(uint64_t rx_offloads);
  void read_mac();
  [[nodiscard]] std::unexpected<Error> failed(std::string_view what, int code) const;

  PortConfig port_;
  DeviceString device_;
  uint16_t port_id_ = 0;
  bool created_ = false;
  bool started_ = false;
  rte_mempool* pool_ = nullptr;
  std::vector<rte_ring*> rings_;
  MacAddress mac_;
  TimestampField timestamps_;
  PortCapabilities capabilities_;
};

}  // namespace cw::packet_io
