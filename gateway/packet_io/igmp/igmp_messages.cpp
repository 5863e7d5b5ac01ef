#include "gateway/packet_io/igmp/igmp_messages.h"

#include <algorithm>

#include "gateway/packet_io/ipv4_header.h"

namespace cw::packet_io {
namespace {

constexpr uint8_t kQueryType = 0x11;
constexpr uint8_t kReportV3Type = 0x22;
constexpr size_t kOldMessageBytes = 8;
constexpr size_t kQueryV3Bytes = 12;
constexpr size_t kReportHeaderBytes = 8;
constexpr size_t kRecordHeaderBytes = 8;
constexpr size_t kAddressBytes = 4;
constexpr uint8_t kInternetworkControl = 0xC0;
constexpr Duration kTenth = std::chrono::milliseconds(100);
constexpr Duration kV1MaxResponse = std::chrono::seconds(10);

// RFC 3376 sections 4.1.1 and 4.1.7: from 128 on, a 4-bit mantissa and a 3-bit exponent.
uint32_t decode_code(uint8_t code) {
  if (code < 0x80) return code;
  return (uint32_t{0x10} | (code & 0x0FU)) << (((code >> 4) & 0x07U) + 3);
}

// Queues an IGMP message; the checksum is filled in here. TTL 1, router alert and precedence as RFC 3376 section 4 wants.
void push_igmp(const InterfaceAddress& from, Ipv4Address destination, Bytes message, ReplyQueue& out) {
  constexpr size_t kIpBytes = kIpv4HeaderBytes + kAddressBytes;  // with the option
  const size_t ip_at = ethernet_header_octets(from.vlan_id);
  const size_t size = ip_at + kIpBytes + message.size();
  const MutableBytes frame = out.push(std::max(size, kMinFrameBytes));
  if (frame.empty()) return;
  write_ethernet_header(frame.data(), multicast_mac(destination), from, kEtherTypeIpv4);
  write_ipv4_header(&frame[ip_at], {.source = from.address,
                                    .destination = destination,
                                    .total_length = static_cast<uint16_t>(kIpBytes + message.size()),
                                    .type_of_service = kInternetworkControl,
                                    .ttl = 1,
                                    .protocol = kProtocolIgmp,
                                    .router_alert = true});
  const MutableBytes igmp = frame.subspan(ip_at + kIpBytes, message.size());
  std::ranges::copy(message, igmp.begin());
  store_be16(&igmp[2], internet_checksum(igmp));
}

}  // namespace

//  0               1               2               4               8                        9      10       12
// | type = 11     | max resp code | checksum      | group         | resv, S 1 bit, QRV 3   | QQIC | sources | addresses …
IgmpVerdict parse_igmp(Bytes igmp, IgmpQuery* query) {
  ByteReader reader(igmp);
  const uint8_t type = reader.u8();
  const uint8_t code = reader.u8();
  reader.skip(2);
  query->group.value = reader.u32();
  if (!reader.ok() || internet_checksum(igmp) != 0) return IgmpVerdict::kBad;
  if (type != kQueryType) return IgmpVerdict::kOther;
  if (igmp.size() < kQueryV3Bytes) {
    if (igmp.size() != kOldMessageBytes) return IgmpVerdict::kBad;
    query->version = code == 0 ? 1 : 2;
    query->max_response = code == 0 ? kV1MaxResponse : code * kTenth;
    return IgmpVerdict::kQuery;
  }
  query->version = 3;
  query->max_response = decode_code(code) * kTenth;
  query->robustness = reader.u8() & 0x07;
  query->query_interval = std::chrono::seconds(decode_code(reader.u8()));
  const size_t sources = reader.u16();
  query->sources = reader.bytes(sources * kAddressBytes);
  return reader.ok() ? IgmpVerdict::kQuery : IgmpVerdict::kBad;
}

ReportBuilder::ReportBuilder(const InterfaceAddress& interface, ReplyQueue& out) : interface_(interface), out_(out) {}

//  0               1               2               4                 8
// | record type   | aux len = 0   | sources       | group           | source addresses …
void ReportBuilder::add(GroupRecord type, Ipv4Address group, std::span<const Ipv4Address> sources) {
  constexpr size_t kIpBytes = kIpv4HeaderBytes + kAddressBytes;
  const size_t room = std::min(records_.size(), interface_.mtu - kIpBytes);
  if (kReportHeaderBytes + size_ + kRecordHeaderBytes + sources.size() * kAddressBytes > room) finish();
  uint8_t* record = &records_[kReportHeaderBytes + size_];
  record[0] = static_cast<uint8_t>(type);
  record[1] = 0;
  store_be16(record + 2, static_cast<uint16_t>(sources.size()));
  store_be32(record + 4, group.value);
  size_ += kRecordHeaderBytes;
  for (const Ipv4Address source : sources) {
    store_be32(&records_[kReportHeaderBytes + size_], source.value);
    size_ += kAddressBytes;
  }
  ++count_;
}

void ReportBuilder::finish() {
  if (count_ == 0) return;
  records_[0] = kReportV3Type;
  store_be16(&records_[6], count_);
  push_igmp(interface_, kAllIgmpv3Routers, Bytes(records_.data(), kReportHeaderBytes + size_), out_);
  ++reports_;
  count_ = 0;
  size_ = 0;
}

void send_old_message(const InterfaceAddress& interface, OldMessage type, Ipv4Address group, ReplyQueue& out) {
  std::array<uint8_t, kOldMessageBytes> message{static_cast<uint8_t>(type)};
  store_be32(&message[4], group.value);
  push_igmp(interface, type == OldMessage::kLeaveV2 ? kAllRouters : group, message, out);
}

}  // namespace cw::packet_io
