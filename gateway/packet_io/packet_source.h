// Where received frames enter the flow: a burst-wise view of one RX queue of a port (DESIGN "The picture", packet_io).
#pragma once

#include <span>

#include "gateway/core/packet.h"

namespace cw::packet_io {

/// One RX queue, owned by one worker thread. Virtual per burst, never per packet.
class PacketSource {
 public:
  virtual ~PacketSource() = default;

  /// At most kMaxBurst frames, possibly none; never blocks. `now` becomes their arrival time unless the device stamps them. The views
  /// stay valid until release(), which must come before the next receive().
  [[nodiscard]] virtual std::span<const RxPacket> receive(TaiTime now) = 0;
  /// Gives the burst's buffers back to the device.
  virtual void release() = 0;
};

}  // namespace cw::packet_io
