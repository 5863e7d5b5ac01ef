#include "gateway/packet_io/dpdk/dpdk_source.h"

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_prefetch.h>

namespace cw::packet_io {

DpdkSource::DpdkSource(uint16_t port_id, uint16_t queue, TimestampField timestamps)
    : port_id_(port_id), queue_(queue), timestamps_(timestamps) {}

std::span<const RxPacket> DpdkSource::receive(TaiTime now) {
  release_held();
  std::array<rte_mbuf*, kMaxBurst> burst;
  const uint16_t count = rte_eth_rx_burst(port_id_, queue_, burst.data(), static_cast<uint16_t>(kMaxBurst));
  if (count == 0) return {};
  uint64_t octets = 0;
  if (timestamps_.offset >= 0 && hardware_time_.wants_observation(now)) observe_clock(now);
  for (uint16_t i = 0; i < count; ++i)
    rte_prefetch0(rte_pktmbuf_mtod(burst[i], const void*));  // the headers, soon read
  for (uint16_t i = 0; i < count; ++i) take(burst[i], now);
  for (size_t i = 0; i < held_; ++i) octets += packets_[i].wire_size_bytes;
  octets_.add(octets);
  return {packets_.data(), held_};
}

void DpdkSource::take(rte_mbuf* buffer, TaiTime now) {
  if (buffer->nb_segs != 1) {
    multi_segment_.add();
    rte_pktmbuf_free(buffer);
    return;
  }
  packets_[held_] = RxPacket{.frame = Bytes(rte_pktmbuf_mtod(buffer, const uint8_t*), buffer->data_len),
                             .wire_size_bytes = buffer->data_len,
                             .arrival = arrival_of(*buffer, now)};
  buffers_[held_++] = buffer;
}

TaiTime DpdkSource::arrival_of(const rte_mbuf& buffer, TaiTime now) const {
  if (timestamps_.offset < 0 || (buffer.ol_flags & timestamps_.flag) == 0) return now;
  const auto* stamp = RTE_MBUF_DYNFIELD(&buffer, timestamps_.offset, const rte_mbuf_timestamp_t*);
  return hardware_time_.to_tai(*stamp, now);
}

void DpdkSource::observe_clock(TaiTime now) {
  uint64_t ticks = 0;
  if (rte_eth_read_clock(port_id_, &ticks) == 0) hardware_time_.observe(ticks, now);
}

void DpdkSource::release_held() {
  if (held_ > 0) rte_pktmbuf_free_bulk(buffers_.data(), static_cast<unsigned>(held_));
  held_ = 0;
}

}  // namespace cw::packet_io
