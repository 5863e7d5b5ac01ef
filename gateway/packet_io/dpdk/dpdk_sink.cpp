#include "gateway/packet_io/dpdk/dpdk_sink.h"

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

using Burst = std::array<rte_mbuf*, kMaxBurst>;

rte_mbuf* buffer_of(const TxPacket& packet) { return static_cast<rte_mbuf*>(packet.handle); }

// Sets the lengths; short frames get the zeros that Ethernet wants, which not every device adds.
rte_mbuf* finish(const TxPacket& packet) {
  rte_mbuf* buffer = buffer_of(packet);
  uint32_t size = std::min(packet.size_bytes, packet.capacity_bytes);
  if (size < kMinFrameBytes) {
    std::memset(packet.data + size, 0, kMinFrameBytes - size);
    size = kMinFrameBytes;
  }
  buffer->data_len = static_cast<uint16_t>(size);
  buffer->pkt_len = size;
  if (packet.wants_time_stamp) buffer->ol_flags |= RTE_MBUF_F_TX_IEEE1588_TMST;
  return buffer;
}

}  // namespace

DpdkSink::DpdkSink(uint16_t port_id, uint16_t queue, rte_mempool* pool)
    : port_id_(port_id),
      queue_(queue),
      pool_(pool),
      capacity_bytes_(static_cast<uint32_t>(rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM)) {}

bool DpdkSink::lend_burst(std::span<TxPacket> out) {
  Burst buffers;
  if (rte_pktmbuf_alloc_bulk(pool_, buffers.data(), static_cast<unsigned>(out.size())) != 0) return false;
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = TxPacket{.data = rte_pktmbuf_mtod(buffers[i], uint8_t*),
                      .capacity_bytes = capacity_bytes_,
                      .size_bytes = 0,
                      .handle = buffers[i]};
  }
  return true;
}

size_t DpdkSink::lend(std::span<TxPacket> out) {
  for (size_t done = 0; done < out.size(); done += kMaxBurst) {
    if (lend_burst(out.subspan(done, std::min(kMaxBurst, out.size() - done)))) continue;
    give_back(out.first(done));
    not_lent_.add(out.size());
    return 0;
  }
  return out.size();
}

size_t DpdkSink::transmit_burst(std::span<TxPacket> filled) {
  Burst buffers;
  std::ranges::transform(filled, buffers.begin(), finish);
  const auto count = static_cast<uint16_t>(filled.size());
  const uint16_t taken = rte_eth_tx_burst(port_id_, queue_, buffers.data(), count);
  uint64_t octets = 0;
  for (const TxPacket& packet : filled.first(taken)) octets += std::max<uint64_t>(packet.size_bytes, kMinFrameBytes);
  octets_.add(octets);
  if (taken < count) {
    refused_.add(uint64_t{count} - taken);
    rte_pktmbuf_free_bulk(&buffers[taken], count - taken);
  }
  return taken;
}

size_t DpdkSink::transmit(std::span<TxPacket> filled) {
  size_t taken = 0;
  for (size_t done = 0; done < filled.size(); done += kMaxBurst) {
    taken += transmit_burst(filled.subspan(done, std::min(kMaxBurst, filled.size() - done)));
  }
  return taken;
}

void DpdkSink::give_back(std::span<TxPacket> unused) {
  for (const TxPacket& packet : unused) rte_pktmbuf_free(buffer_of(packet));
}

}  // namespace cw::packet_io
