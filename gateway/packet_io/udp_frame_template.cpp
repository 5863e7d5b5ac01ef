#include "gateway/packet_io/udp_frame_template.h"

#include <cstring>

#include "gateway/packet_io/ipv4_header.h"

namespace cw::packet_io {

UdpFrameTemplate UdpFrameTemplate::create(const UdpFrameAddress& address) {
  UdpFrameTemplate made;
  uint8_t* octets = made.octets_.data();
  const InterfaceAddress link{.mac = address.source_mac, .vlan_id = address.vlan_id};
  const size_t ip = write_ethernet_header(octets, address.destination_mac, link, kEtherTypeIpv4);
  write_ipv4_header(octets + ip, {.source = address.source.address,
                                  .destination = address.destination.address,
                                  .type_of_service = static_cast<uint8_t>(address.dscp << 2),
                                  .ttl = address.ttl,
                                  .protocol = kProtocolUdp});
  store_be16(octets + ip + 10, 0);  // the checksum: summed up per packet from here
  made.checksum_base_ = checksum_sum(Bytes(octets + ip, kIpv4HeaderBytes));
  store_be16(octets + ip + kIpv4HeaderBytes, address.source.port);
  store_be16(octets + ip + kIpv4HeaderBytes + 2, address.destination.port);
  made.size_ = ip + kIpv4HeaderBytes + kUdpHeaderBytes;
  return made;
}

void UdpFrameTemplate::write_headers(uint8_t* frame, size_t udp_payload_octets) {
  const auto udp_length = static_cast<uint16_t>(kUdpHeaderBytes + udp_payload_octets);
  const auto ip_length = static_cast<uint16_t>(kIpv4HeaderBytes + udp_length);
  const uint16_t identification = identification_++;

  std::memcpy(frame, octets_.data(), size_);
  uint8_t* udp = frame + size_ - kUdpHeaderBytes;
  uint8_t* ip = udp - kIpv4HeaderBytes;
  store_be16(ip + 2, ip_length);
  store_be16(ip + 4, identification);
  store_be16(ip + 10, checksum_finish(checksum_base_ + ip_length + identification));
  store_be16(udp + 4, udp_length);
}

}  // namespace cw::packet_io
