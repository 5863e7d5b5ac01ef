// One TX queue of a DPDK port as a PacketSink.
#pragma once

#include <cstdint>
#include <span>

#include "gateway/core/counters.h"
#include "gateway/packet_io/packet_sink.h"

struct rte_mempool;

namespace cw::packet_io {

class DpdkSink final : public PacketSink {
 public:
  DpdkSink(uint16_t port_id, uint16_t queue, rte_mempool* pool);

  [[nodiscard]] size_t lend(std::span<TxPacket> out) override;
  size_t transmit(std::span<TxPacket> filled) override;
  void give_back(std::span<TxPacket> unused) override;

  /// Of the frames that the device took; any thread.
  [[nodiscard]] uint64_t octets() const { return octets_.get(); }
  /// Frames the device's queue had no room for, and frames that could not be lent; any thread.
  [[nodiscard]] uint64_t refused() const { return refused_.get(); }
  [[nodiscard]] uint64_t not_lent() const { return not_lent_.get(); }

 private:
  [[nodiscard]] bool lend_burst(std::span<TxPacket> out);
  size_t transmit_burst(std::span<TxPacket> filled);

  uint16_t port_id_;
  uint16_t queue_;
  rte_mempool* pool_;
  uint32_t capacity_bytes_;
  Counter octets_;
  Counter refused_;
  Counter not_lent_;
};

}  // namespace cw::packet_io
