// Where frames leave the flow: buffers lent by one TX queue of a port, filled by the sender, handed over in bursts.
#pragma once

#include <cstddef>
#include <span>

#include "gateway/core/packet.h"

namespace cw::packet_io {

/// One TX queue, owned by one worker thread. Virtual per burst, never per packet.
class PacketSink {
 public:
  virtual ~PacketSink() = default;

  /// Lends one buffer per element of `out`, all or none; returns how many. None: the pool is dry for now (counted).
  [[nodiscard]] virtual size_t lend(std::span<TxPacket> out) = 0;
  /// Consumes all of `filled` (data written, size_bytes set), in order. Returns how many the device took; the rest are freed and
  /// counted as refused. Frames below the Ethernet minimum are padded with zeros.
  virtual size_t transmit(std::span<TxPacket> filled) = 0;
  /// Takes lent buffers back unsent.
  virtual void give_back(std::span<TxPacket> unused) = 0;
};

}  // namespace cw::packet_io
