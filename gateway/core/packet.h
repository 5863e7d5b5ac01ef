// Packets as the engine sees them. RX: views into driver memory, valid until the burst is released. TX: buffers lent by the sink.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/core/byte_reader.h"
#include "gateway/core/tai_time.h"

namespace cw {

/// Host byte order; 0 is "any".
struct Ipv4Address {
  uint32_t value = 0;
  constexpr auto operator<=>(const Ipv4Address&) const = default;
  [[nodiscard]] constexpr bool is_multicast() const { return (value >> 28) == 0xE; }
};

struct MacAddress {
  std::array<uint8_t, 6> octets{};
  constexpr bool operator==(const MacAddress&) const = default;
};

struct Endpoint {
  Ipv4Address address;
  uint16_t port = 0;
  constexpr auto operator<=>(const Endpoint&) const = default;
};

/// One Ethernet frame as received, contiguous, without FCS.
struct RxPacket {
  Bytes frame;
  uint32_t wire_size_bytes = 0;  ///< larger than frame.size() where a capture cut the packet
  TaiTime arrival;
};

/// A UDP datagram inside a received frame.
struct UdpDatagram {
  Endpoint source;
  Endpoint destination;
  Bytes payload;
  TaiTime arrival;
  uint8_t dscp = 0;
  uint8_t ttl = 0;
  uint16_t vlan_id = 0;    ///< 0: untagged
  bool truncated = false;  ///< the capture or the sender cut it: payload is shorter than the UDP header says
};

/// A frame to send: the sink lends `data`, the sender fills it and sets `size_bytes`.
struct TxPacket {
  uint8_t* data = nullptr;
  uint32_t capacity_bytes = 0;
  uint32_t size_bytes = 0;
  void* handle = nullptr;         ///< the sink's own
  bool wants_time_stamp = false;  ///< a PTP event message, whose departure DeviceClock is to tell
};

inline constexpr size_t kMaxBurst = 64;

}  // namespace cw
