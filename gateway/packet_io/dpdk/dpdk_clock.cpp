#include "gateway/packet_io/dpdk/dpdk_clock.h"

#include <rte_ethdev.h>

namespace cw::packet_io {
namespace {

std::optional<int64_t> time_unless(int code, const timespec& time) {
  constexpr int64_t kNsPerSecondOfClock = 1'000'000'000;
  if (code != 0) return std::nullopt;
  return int64_t{time.tv_sec} * kNsPerSecondOfClock + time.tv_nsec;
}

}  // namespace

std::optional<int64_t> DpdkClock::read() {
  timespec time{};
  const int code = rte_eth_timesync_read_time(port_id_, &time);
  return time_unless(code, time);
}

std::optional<int64_t> DpdkClock::take_arrival() {
  timespec time{};
  const int code = rte_eth_timesync_read_rx_timestamp(port_id_, &time, 0);
  return time_unless(code, time);
}

std::optional<int64_t> DpdkClock::take_departure() {
  timespec time{};
  const int code = rte_eth_timesync_read_tx_timestamp(port_id_, &time);
  return time_unless(code, time);
}

}  // namespace cw::packet_io
