#include "gateway/packet_io/frame_parser.h"

#include <algorithm>

#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

constexpr uint16_t kMoreFragments = 0x2000;
constexpr uint16_t kFragmentOffset = 0x1FFF;

struct LinkHeader {
  uint16_t ether_type = 0;
  uint16_t vlan_id = 0;  // of the outer tag
  int tags = 0;
};

LinkHeader read_link_header(ByteReader& reader) {
  LinkHeader link;
  reader.skip(2 * kMacBytes);
  link.ether_type = reader.u16();
  while ((link.ether_type == kEtherTypeVlan || link.ether_type == kEtherTypeServiceVlan) && link.tags < 2) {
    const uint16_t vlan_id = reader.u16() & kVlanIdMask;
    if (link.tags == 0) link.vlan_id = vlan_id;
    ++link.tags;
    link.ether_type = reader.u16();
  }
  return link;
}

bool is_ours(const LinkHeader& link, uint16_t vlan_id) { return link.tags <= 1 && link.vlan_id == vlan_id; }

bool is_lldp(const LinkHeader& link) { return link.tags == 0 && link.ether_type == kEtherTypeLldp; }

// `ip` is the IP packet without Ethernet padding; it may be shorter than its own length field says.
FrameKind parse_udp(Bytes ip, size_t header_octets, UdpDatagram* out) {
  ByteReader reader(ip.subspan(header_octets));
  out->source.port = reader.u16();
  out->destination.port = reader.u16();
  const size_t length = reader.u16();
  reader.skip(2);
  if (!reader.ok() || length < kUdpHeaderBytes) return FrameKind::kMalformed;
  const size_t wanted = length - kUdpHeaderBytes;
  const size_t there = std::min(wanted, reader.remaining());
  out->truncated = there < wanted;
  out->payload = reader.bytes(there);
  return FrameKind::kUdp;
}

FrameKind parse_ipv4(Bytes packet, UdpDatagram* out) {
  if (packet.size() < kIpv4HeaderBytes || packet[0] >> 4 != 4) return FrameKind::kMalformed;
  const size_t header_octets = size_t{4} * (packet[0] & 0x0F);
  const size_t total = load_be16(&packet[2]);
  if (header_octets < kIpv4HeaderBytes || total < header_octets || packet.size() < header_octets) {
    return FrameKind::kMalformed;
  }
  if ((load_be16(&packet[6]) & (kMoreFragments | kFragmentOffset)) != 0) return FrameKind::kOther;

  const Bytes ip = packet.first(std::min(total, packet.size()));
  switch (packet[9]) {
    case kProtocolIcmp: return FrameKind::kIcmp;
    case kProtocolIgmp: return FrameKind::kIgmp;
    case kProtocolUdp: break;
    default: return FrameKind::kOther;
  }
  out->dscp = packet[1] >> 2;
  out->ttl = packet[8];
  out->source.address.value = load_be32(&packet[12]);
  out->destination.address.value = load_be32(&packet[16]);
  return parse_udp(ip, header_octets, out);
}

FrameKind parse_network(const LinkHeader& link, ByteReader& reader, TaiTime arrival, UdpDatagram* out) {
  if (link.ether_type == kEtherTypeArp) return FrameKind::kArp;
  if (is_lldp(link)) return FrameKind::kLldp;
  if (link.ether_type != kEtherTypeIpv4) return FrameKind::kOther;
  out->arrival = arrival;
  out->vlan_id = link.vlan_id;
  return parse_ipv4(reader.rest(), out);
}

}  // namespace

FrameKind parse_frame(Bytes frame, TaiTime arrival, UdpDatagram* out) {
  ByteReader reader(frame);
  const LinkHeader link = read_link_header(reader);
  if (!reader.ok()) return FrameKind::kMalformed;
  return parse_network(link, reader, arrival, out);
}

FrameKind parse_frame(Bytes frame, uint16_t vlan_id, TaiTime arrival, UdpDatagram* out) {
  ByteReader reader(frame);
  const LinkHeader link = read_link_header(reader);
  if (!reader.ok()) return FrameKind::kMalformed;
  if (!is_ours(link, vlan_id) && !is_lldp(link)) return FrameKind::kOtherVlan;
  return parse_network(link, reader, arrival, out);
}

}  // namespace cw::packet_io
