// Last step of emission: the constant Ethernet, 802.1Q, IPv4 and UDP headers of one flow, stamped onto each packet.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/packet.h"
#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {

struct UdpFrameAddress {
  MacAddress source_mac{};
  MacAddress destination_mac{};  ///< multicast_mac(group), or what HostStack::resolve() found
  uint16_t vlan_id = 0;          ///< 0: untagged
  Endpoint source{};
  Endpoint destination{};
  uint8_t dscp = 34;  ///< AF41
  uint8_t ttl = 64;
};

/// Owned by the worker that sends the flow. DF is set; the IP identification counts; the UDP checksum is 0 (RFC 768: none).
class UdpFrameTemplate {
 public:
  UdpFrameTemplate() = default;
  [[nodiscard]] static UdpFrameTemplate create(const UdpFrameAddress& address);

  /// 42, or 46 with a tag: where the UDP payload starts in the frame.
  [[nodiscard]] size_t header_octets() const { return size_; }
  /// Writes header_octets() octets at `frame`, with the lengths and IP checksum for a UDP payload of `udp_payload_octets` (≤ 65507).
  void write_headers(uint8_t* frame, size_t udp_payload_octets);
  void set_destination_mac(const MacAddress& mac) { store_mac(octets_.data(), mac); }

 private:
  static constexpr size_t kMaxHeaderBytes = kEthernetHeaderBytes + kVlanTagBytes + kIpv4HeaderBytes + kUdpHeaderBytes;
  std::array<uint8_t, kMaxHeaderBytes> octets_{};
  size_t size_ = 0;
  uint32_t checksum_base_ = 0;  // one's-complement sum of the IP header without length, identification and checksum
  uint16_t identification_ = 0;
};

}  // namespace cw::packet_io
