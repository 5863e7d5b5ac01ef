#include "gateway/packet_io/icmp/echo_responder.h"

#include <algorithm>
#include <cstring>

#include "gateway/packet_io/ipv4_header.h"

namespace cw::packet_io {
namespace {

constexpr uint8_t kEchoRequest = 8;
constexpr size_t kEchoHeaderBytes = 8;

// The ICMP message of an echo request to `our`, empty otherwise. `ip` starts at the IP header and was checked by parse_frame().
Bytes echo_request(Bytes ip, const InterfaceAddress& our) {
  const size_t header_octets = size_t{4} * (ip[0] & 0x0F);
  const size_t total = load_be16(&ip[2]);
  const bool to_us = our.address.value != 0 && load_be32(&ip[16]) == our.address.value;
  if (!to_us || total > ip.size() || total < header_octets + kEchoHeaderBytes) return {};
  const Bytes message = ip.subspan(header_octets, total - header_octets);
  if (message[0] != kEchoRequest || message[1] != 0 || internet_checksum(message) != 0) return {};
  return message;
}

}  // namespace

void EchoResponder::on_frame(Bytes frame, ReplyQueue& out) {
  if (load_mac(frame.data()) != interface_.mac) return;  // seen because the port is promiscuous
  const Bytes ip = frame.subspan(network_offset(frame));
  const Bytes request = echo_request(ip, interface_);
  if (request.empty()) return;

  const size_t ip_at = ethernet_header_octets(interface_.vlan_id);
  const MutableBytes reply = out.push(ip_at + kIpv4HeaderBytes + request.size());
  if (reply.empty()) return;
  write_ethernet_header(reply.data(), load_mac(&frame[kMacBytes]), interface_, kEtherTypeIpv4);
  write_ipv4_header(&reply[ip_at], {.source = interface_.address,
                                    .destination = Ipv4Address{load_be32(&ip[12])},
                                    .total_length = static_cast<uint16_t>(kIpv4HeaderBytes + request.size()),
                                    .type_of_service = ip[1],
                                    .protocol = kProtocolIcmp});
  const MutableBytes message = reply.subspan(ip_at + kIpv4HeaderBytes);
  std::ranges::copy(request, message.begin());
  message[0] = 0;  // echo reply
  store_be16(&message[2], 0);
  store_be16(&message[2], internet_checksum(message));
  replies_.add();
}

}  // namespace cw::packet_io
