// Buffers lent by a port's queue, filled one by one and handed over in bursts; unused ones are kept for the next cycle.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/packet_sink.h"

namespace cw::app {

struct TxBatchStatistics {
  Counter packets;
  Counter octets;     ///< Ethernet frames without FCS
  Counter refused;    ///< the device's queue was full
  Counter no_buffer;  ///< the port had no buffer to lend
};

/// One worker thread.
class TxBatch {
 public:
  explicit TxBatch(packet_io::PacketSink& sink) : sink_(&sink) {}

  /// The buffer to fill next; nullptr when the port has none to lend (counted).
  [[nodiscard]] TxPacket* next() {
    if (filled_ == lent_) {
      flush();
      lent_ = sink_->lend(packets_);
    }
    if (filled_ < lent_) return &packets_[filled_];
    statistics_.no_buffer.add();
    return nullptr;
  }

  /// The buffer of next() now holds a frame of `size_bytes`.
  void commit(size_t size_bytes) {
    packets_[filled_++].size_bytes = static_cast<uint32_t>(size_bytes);
    statistics_.packets.add();
    statistics_.octets.add(size_bytes);
  }

  /// Hands the filled buffers to the device.
  void flush() {
    if (filled_ == 0) return;
    const size_t taken = sink_->transmit(std::span(packets_).first(filled_));
    statistics_.refused.add(filled_ - taken);
    std::copy(packets_.begin() + static_cast<ptrdiff_t>(filled_), packets_.begin() + static_cast<ptrdiff_t>(lent_),
              packets_.begin());
    lent_ -= filled_;
    filled_ = 0;
  }

  /// Hands over what is filled; nothing stays lent.
  void give_back() {
    flush();
    if (lent_ == 0) return;
    sink_->give_back(std::span(packets_).first(lent_));
    lent_ = 0;
  }

  /// After give_back(): borrows from another queue from now on.
  void move_to(packet_io::PacketSink& sink) { sink_ = &sink; }

  [[nodiscard]] const TxBatchStatistics& statistics() const { return statistics_; }

 private:
  packet_io::PacketSink* sink_;
  std::array<TxPacket, kMaxBurst> packets_{};
  size_t lent_ = 0;
  size_t filled_ = 0;
  TxBatchStatistics statistics_;
};

}  // namespace cw::app
