// Ethernet, 802.1Q and IPv4 numbers that the frame parser, the frame templates and the host stack share (IEEE 802.3, 802.1Q, RFC 791).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "gateway/core/packet.h"

namespace cw::packet_io {

inline constexpr size_t kEthernetHeaderBytes = 14;
inline constexpr size_t kVlanTagBytes = 4;
inline constexpr size_t kIpv4HeaderBytes = 20;
inline constexpr size_t kUdpHeaderBytes = 8;
inline constexpr size_t kMinFrameBytes = 60;  ///< without FCS
inline constexpr size_t kMacBytes = 6;

inline constexpr uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr uint16_t kEtherTypeArp = 0x0806;
inline constexpr uint16_t kEtherTypeVlan = 0x8100;
inline constexpr uint16_t kEtherTypeServiceVlan = 0x88A8;
inline constexpr uint16_t kEtherTypeLldp = 0x88CC;
inline constexpr uint16_t kVlanIdMask = 0x0FFF;

inline constexpr uint8_t kProtocolIcmp = 1;
inline constexpr uint8_t kProtocolIgmp = 2;
inline constexpr uint8_t kProtocolUdp = 17;

inline constexpr MacAddress kBroadcastMac{{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}};

/// Largest IP packet of any port plus Ethernet header and tag.
inline constexpr size_t kMaxFrameBytes = 9000 + kEthernetHeaderBytes + kVlanTagBytes;

inline MacAddress load_mac(const uint8_t* p) {
  MacAddress mac;
  std::memcpy(mac.octets.data(), p, kMacBytes);
  return mac;
}
inline void store_mac(uint8_t* p, const MacAddress& mac) { std::memcpy(p, mac.octets.data(), kMacBytes); }

/// Where the network packet starts behind one tag or none; the frame has at least a full link header (parse_frame() saw to it).
[[nodiscard]] inline size_t network_offset(Bytes frame) {
  const uint16_t type = load_be16(&frame[2 * kMacBytes]);
  const bool tagged = type == kEtherTypeVlan || type == kEtherTypeServiceVlan;
  return kEthernetHeaderBytes + (tagged ? kVlanTagBytes : 0);
}

/// The group MAC of an IPv4 multicast address (RFC 1112 section 6.4): 01-00-5E and its low 23 bits.
[[nodiscard]] constexpr MacAddress multicast_mac(Ipv4Address group) {
  return MacAddress{{0x01, 0x00, 0x5E, static_cast<uint8_t>((group.value >> 16) & 0x7F),
                     static_cast<uint8_t>(group.value >> 8), static_cast<uint8_t>(group.value)}};
}

}  // namespace cw::packet_io
