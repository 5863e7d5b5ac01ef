#include "gateway/packet_io/arp/arp_resolver.h"

#include <algorithm>

#include "gateway/packet_io/ipv4_header.h"

namespace cw::packet_io {
namespace {

//  0               2               4       5       6               8
// | hardware = 1  | protocol 0800 | hlen 6| plen 4| operation     |
// | sender MAC (6)        | sender IP (4) | target MAC (6)        | target IP (4) |
constexpr size_t kArpBytes = 28;
constexpr uint64_t kEthernetIpv4 = 0x0001'0800'0604;
constexpr uint16_t kRequest = 1;
constexpr uint16_t kReply = 2;
constexpr Duration kAnnouncementInterval = std::chrono::seconds(2);

struct ArpPacket {
  uint16_t operation = 0;
  MacAddress sender_mac;
  Ipv4Address sender;
  MacAddress target_mac;
  Ipv4Address target;
};

std::optional<ArpPacket> parse_arp(Bytes octets) {
  if (octets.size() < kArpBytes || load_be64(octets.data()) >> 16 != kEthernetIpv4) return std::nullopt;
  return ArpPacket{.operation = load_be16(&octets[6]),
                   .sender_mac = load_mac(&octets[8]),
                   .sender = {load_be32(&octets[14])},
                   .target_mac = load_mac(&octets[18]),
                   .target = {load_be32(&octets[24])}};
}

bool push_arp(const InterfaceAddress& from, const MacAddress& destination, const ArpPacket& packet, ReplyQueue& out) {
  const size_t at = ethernet_header_octets(from.vlan_id);
  const MutableBytes frame = out.push(std::max(at + kArpBytes, kMinFrameBytes));
  if (frame.empty()) return false;
  write_ethernet_header(frame.data(), destination, from, kEtherTypeArp);
  uint8_t* p = &frame[at];
  store_be64(p, (kEthernetIpv4 << 16) | packet.operation);
  store_mac(p + 8, packet.sender_mac);
  store_be32(p + 14, packet.sender.value);
  store_mac(p + 18, packet.target_mac);
  store_be32(p + 24, packet.target.value);
  return true;
}

bool is_unicast(const MacAddress& mac) { return (mac.octets[0] & 1) == 0 && mac != MacAddress{}; }

}  // namespace

ArpResolver::ArpResolver(const InterfaceAddress& interface) : interface_(interface) { entries_.reserve(kMaxEntries); }

ArpResolver::Entry* ArpResolver::find(Ipv4Address address) {
  const auto found = std::ranges::find(entries_, address, &Entry::address);
  return found == entries_.end() ? nullptr : &*found;
}

// Takes the place of an entry that nobody uses when the table is full.
ArpResolver::Entry* ArpResolver::add(Ipv4Address address, TaiTime now) {
  if (entries_.size() < kMaxEntries) return &entries_.emplace_back(Entry{.address = address, .next_send = now});
  const auto oldest = std::ranges::min_element(entries_, {}, &Entry::wanted);
  if (now - oldest->wanted <= kInterest) {
    statistics_.table_full.add();
    return nullptr;
  }
  *oldest = Entry{.address = address, .next_send = now};
  return &*oldest;
}

void ArpResolver::on_frame(Bytes frame, TaiTime now, ReplyQueue& out) {
  const auto packet = parse_arp(frame.subspan(network_offset(frame)));
  if (!packet || interface_.address.value == 0 || !is_unicast(packet->sender_mac)) return;
  if (packet->sender == interface_.address) {
    if (packet->sender_mac != interface_.mac) statistics_.conflicts.add();
    return;
  }
  learn(packet->sender, packet->sender_mac, now);
  if (packet->operation != kRequest || packet->target != interface_.address) return;
  const ArpPacket answer{.operation = kReply,
                         .sender_mac = interface_.mac,
                         .sender = interface_.address,
                         .target_mac = packet->sender_mac,
                         .target = packet->sender};
  if (push_arp(interface_, packet->sender_mac, answer, out)) statistics_.answers.add();
}

// Only next hops that someone asked for are kept, so that nobody can fill the table from outside.
void ArpResolver::learn(Ipv4Address address, const MacAddress& mac, TaiTime now) {
  Entry* entry = find(address);
  if (entry == nullptr) return;
  entry->mac = mac;
  entry->resolved = true;
  entry->attempts = 0;
  entry->confirmed = now;
  entry->next_send = now + kRefreshAge;
}

std::optional<MacAddress> ArpResolver::resolve(Ipv4Address destination, TaiTime now) {
  if (destination.is_multicast()) return multicast_mac(destination);
  if (interface_.is_broadcast(destination)) return kBroadcastMac;
  if (destination == interface_.address) return interface_.mac;
  const Ipv4Address next_hop = interface_.on_subnet(destination) ? destination : interface_.gateway;
  if (next_hop.value == 0 || interface_.address.value == 0) {
    statistics_.no_route.add();
    return std::nullopt;
  }
  Entry* entry = find(next_hop);
  if (entry == nullptr) entry = add(next_hop, now);
  if (entry == nullptr) return std::nullopt;
  entry->wanted = now;
  if (!entry->resolved || now - entry->confirmed >= kLifetime) return std::nullopt;
  return entry->mac;
}

void ArpResolver::poll(TaiTime now, ReplyQueue& out) {
  if (interface_.address.value == 0) return;
  if (announcements_left_ > 0 && now >= next_announcement_) announce(now, out);
  for (Entry& entry : entries_) {
    if (now >= entry.next_send && now - entry.wanted <= kInterest) poll_entry(entry, now, out);
  }
}

// Unresolved: asks by broadcast, three times quickly, then slowly for as long as someone wants it. Resolved: asks the
// known MAC, so that a refresh disturbs nobody else.
void ArpResolver::poll_entry(Entry& entry, TaiTime now, ReplyQueue& out) {
  if (entry.resolved && now - entry.confirmed >= kLifetime) {
    entry.resolved = false;
    entry.attempts = 0;
  }
  send_request(entry.address, entry.resolved ? entry.mac : kBroadcastMac, out);
  ++entry.attempts;
  entry.next_send = now + (entry.attempts < kFastRetries ? kRetryInterval : kSlowRetryInterval);
}

// RFC 5227 section 2.3: peers that knew our address by another MAC learn the new one.
void ArpResolver::announce(TaiTime now, ReplyQueue& out) {
  send_request(interface_.address, kBroadcastMac, out);
  --announcements_left_;
  next_announcement_ = now + kAnnouncementInterval;
}

void ArpResolver::send_request(Ipv4Address target, const MacAddress& destination, ReplyQueue& out) {
  const ArpPacket request{.operation = kRequest,
                          .sender_mac = interface_.mac,
                          .sender = interface_.address,
                          .target_mac = MacAddress{},
                          .target = target};
  if (push_arp(interface_, destination, request, out)) statistics_.requests_sent.add();
}

}  // namespace cw::packet_io
