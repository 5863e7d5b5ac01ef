// Writing IPv4 headers (RFC 791) and the Internet checksum (RFC 1071), for the frame templates and the host stack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/byte_reader.h"
#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/interface_address.h"

namespace cw::packet_io {

/// One's-complement sum of big-endian 16-bit words, not yet folded; an odd last octet counts as the high one.
[[nodiscard]] uint32_t checksum_sum(Bytes data);
/// Folds a sum to the value that goes into the header.
[[nodiscard]] constexpr uint16_t checksum_finish(uint32_t sum) {
  sum = (sum & 0xFFFF) + (sum >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}
/// The Internet checksum of `data`; 0 for data that contains its own correct checksum.
[[nodiscard]] inline uint16_t internet_checksum(Bytes data) { return checksum_finish(checksum_sum(data)); }

/// Writes destination, source, the tag unless `vlan_id` is 0, and the type; returns where the payload starts (14 or 18).
size_t write_ethernet_header(uint8_t* frame, const MacAddress& destination, const InterfaceAddress& source,
                             uint16_t ether_type);
/// As many octets as write_ethernet_header writes.
[[nodiscard]] constexpr size_t ethernet_header_octets(uint16_t vlan_id) {
  return kEthernetHeaderBytes + (vlan_id != 0 ? kVlanTagBytes : 0);
}

struct Ipv4Fields {
  Ipv4Address source;
  Ipv4Address destination;
  uint16_t total_length = 0;
  uint8_t type_of_service = 0;
  uint8_t ttl = 64;
  uint8_t protocol = 0;
  bool router_alert = false;  ///< adds the option of RFC 2113: the header is then 24 octets
};

/// Writes the header with its checksum, identification 0 and DF; returns its length (20 or 24).
size_t write_ipv4_header(uint8_t* packet, const Ipv4Fields& fields);

}  // namespace cw::packet_io
