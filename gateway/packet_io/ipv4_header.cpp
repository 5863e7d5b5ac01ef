#include "gateway/packet_io/ipv4_header.h"

namespace cw::packet_io {
namespace {
constexpr uint16_t kDontFragment = 0x4000;
constexpr uint32_t kRouterAlert = 0x94040000;
constexpr size_t kRouterAlertBytes = 4;
}  // namespace

uint32_t checksum_sum(Bytes data) {
  uint64_t sum = 0;
  size_t i = 0;
  for (; i + 1 < data.size(); i += 2) sum += load_be16(&data[i]);
  if (i < data.size()) sum += uint64_t{data[i]} << 8;
  sum = (sum & 0xFFFFFFFF) + (sum >> 32);
  return static_cast<uint32_t>((sum & 0xFFFF) + (sum >> 16));
}

size_t write_ethernet_header(uint8_t* frame, const MacAddress& destination, const InterfaceAddress& source,
                             uint16_t ether_type) {
  store_mac(frame, destination);
  store_mac(frame + kMacBytes, source.mac);
  size_t position = 2 * kMacBytes;
  if (source.vlan_id != 0) {
    store_be16(frame + position, kEtherTypeVlan);
    store_be16(frame + position + 2, source.vlan_id & kVlanIdMask);
    position += kVlanTagBytes;
  }
  store_be16(frame + position, ether_type);
  return position + 2;
}

size_t write_ipv4_header(uint8_t* packet, const Ipv4Fields& fields) {
  const size_t octets = kIpv4HeaderBytes + (fields.router_alert ? kRouterAlertBytes : 0);
  packet[0] = static_cast<uint8_t>(0x40 | octets / 4);
  packet[1] = fields.type_of_service;
  store_be16(packet + 2, fields.total_length);
  store_be16(packet + 4, 0);
  store_be16(packet + 6, kDontFragment);
  packet[8] = fields.ttl;
  packet[9] = fields.protocol;
  store_be16(packet + 10, 0);
  store_be32(packet + 12, fields.source.value);
  store_be32(packet + 16, fields.destination.value);
  if (fields.router_alert) store_be32(packet + kIpv4HeaderBytes, kRouterAlert);
  store_be16(packet + 10, internet_checksum(Bytes(packet, octets)));
  return octets;
}

}  // namespace cw::packet_io
