// What a PTP port needs of the network under it: datagrams out, with the time at which an event message left. Kernel
// sockets and DPDK ports implement it; datagrams in come through PtpClient::on_datagram.
#pragma once

#include <cstdint>

#include "gateway/core/byte_reader.h"
#include "gateway/core/packet.h"

namespace cw::ptp {

/// Where the stamps of event messages come from, worst first.
enum class TimestampKind : uint8_t { kSoftwareBurst, kKernelSoftware, kKernelHardware, kDeviceHardware };

/// Annex D of IEEE 1588-2008: 224.0.1.129 for all but the peer delay messages, which go to 224.0.0.107.
enum class Destination : uint8_t { kPrimaryMulticast, kPeerMulticast, kUnicast };

struct OutgoingMessage {
  Bytes octets;        ///< valid for the call only
  bool event = false;  ///< UDP port 319, else 320
  Destination destination = Destination::kPrimaryMulticast;
  Ipv4Address unicast;    ///< with kUnicast
  uint32_t stamp_id = 0;  ///< to be handed back with the time of departure; 0: no stamp wanted
};

class PortLink {
 public:
  virtual ~PortLink() = default;
  /// False: not sent; the caller counts it. PtpClient::on_transmitted may be called before this returns.
  [[nodiscard]] virtual bool send(const OutgoingMessage& message) = 0;
  [[nodiscard]] virtual TimestampKind timestamps() const = 0;
  [[nodiscard]] virtual bool up() const = 0;
};

}  // namespace cw::ptp
