// One RX queue of a DPDK port as a PacketSource.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "gateway/core/counters.h"
#include "gateway/packet_io/hardware_time.h"
#include "gateway/packet_io/packet_source.h"

struct rte_mbuf;

namespace cw::packet_io {

/// Where a device puts its RX time stamps in a packet buffer.
struct TimestampField {
  int offset = -1;  ///< < 0: the device does not stamp
  uint64_t flag = 0;
};

class DpdkSource final : public PacketSource {
 public:
  DpdkSource(uint16_t port_id, uint16_t queue, TimestampField timestamps);
  ~DpdkSource() override { release_held(); }

  [[nodiscard]] std::span<const RxPacket> receive(TaiTime now) override;
  void release() override { release_held(); }

  /// Of the frames received; any thread.
  [[nodiscard]] uint64_t octets() const { return octets_.get(); }
  /// Dropped because they did not fit one buffer; any thread.
  [[nodiscard]] uint64_t multi_segment_drops() const { return multi_segment_.get(); }

 private:
  void release_held();
  void take(rte_mbuf* buffer, TaiTime now);
  [[nodiscard]] TaiTime arrival_of(const rte_mbuf& buffer, TaiTime now) const;
  void observe_clock(TaiTime now);

  uint16_t port_id_;
  uint16_t queue_;
  TimestampField timestamps_;
  HardwareTime hardware_time_;
  std::array<rte_mbuf*, kMaxBurst> buffers_{};  // held_ of them belong to the burst the caller looks at
  std::array<RxPacket, kMaxBurst> packets_{};
  size_t held_ = 0;
  Counter octets_;
  Counter multi_segment_;
};

}  // namespace cw::packet_io
