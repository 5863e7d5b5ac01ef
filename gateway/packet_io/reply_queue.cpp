#include "gateway/packet_io/reply_queue.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace cw::packet_io {

ReplyQueue::ReplyQueue(size_t slots, size_t slot_bytes)
    : memory_(slots * slot_bytes), sizes_(slots), slot_bytes_(slot_bytes) {}

MutableBytes ReplyQueue::push(size_t size) {
  if (count_ == sizes_.size() || size > slot_bytes_) {
    ++dropped_;
    return {};
  }
  const size_t index = (first_ + count_) % sizes_.size();
  ++count_;
  sizes_[index] = static_cast<uint32_t>(size);
  std::memset(slot(index), 0, size);
  return {slot(index), size};
}

size_t ReplyQueue::flush(PacketSink& sink) {
  constexpr size_t kBurst = 16;
  std::array<TxPacket, kBurst> packets;
  size_t sent = 0;
  while (count_ > 0) {
    const std::span<TxPacket> lent(packets.data(), std::min(count_, kBurst));
    if (sink.lend(lent) == 0) break;
    for (TxPacket& packet : lent) {
      packet.size_bytes = std::min(sizes_[first_], packet.capacity_bytes);
      std::memcpy(packet.data, slot(first_), packet.size_bytes);
      first_ = (first_ + 1) % sizes_.size();
      --count_;
    }
    sent += sink.transmit(lent);
  }
  return sent;
}

}  // namespace cw::packet_io
