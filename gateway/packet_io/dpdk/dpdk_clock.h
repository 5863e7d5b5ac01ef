// The PTP hardware clock of a DPDK port (rte_eth_timesync_*).
#pragma once

#include "gateway/packet_io/device_clock.h"

namespace cw::packet_io {

/// Only while the port's capabilities().ptp_clock. Drivers keep one stamp each way until it is taken.
class DpdkClock final : public DeviceClock {
 public:
  explicit DpdkClock(uint16_t port_id) : port_id_(port_id) {}

  [[nodiscard]] std::optional<int64_t> read() override;
  [[nodiscard]] std::optional<int64_t> take_arrival() override;
  [[nodiscard]] std::optional<int64_t> take_departure() override;

 private:
  uint16_t port_id_;
};

}  // namespace cw::packet_io
