// Builds Ethernet frames for the packet_io tests, octet by octet and independently of the code under test.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "gateway/core/packet.h"

namespace cw::test {

using Frame = std::vector<uint8_t>;

inline constexpr MacAddress kOurMac{{0x02, 0, 0, 0, 0, 0x01}};
inline constexpr MacAddress kPeerMac{{0x02, 0, 0, 0, 0, 0x99}};
inline constexpr Ipv4Address kOurAddress{0x0A000001};   // 10.0.0.1
inline constexpr Ipv4Address kPeerAddress{0x0A000063};  // 10.0.0.99

inline void put16(Frame& out, unsigned value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}
inline void put32(Frame& out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xFFFF);
}
inline void put(Frame& out, const Frame& more) { out.insert(out.end(), more.begin(), more.end()); }
inline void put_mac(Frame& out, const MacAddress& mac) { out.insert(out.end(), mac.octets.begin(), mac.octets.end()); }

/// RFC 1071 by the book: 16-bit words added with end-around carry.
inline uint16_t sum16(const uint8_t* data, size_t size) {
  uint32_t sum = 0;
  for (size_t i = 0; i < size; ++i) {
    sum += i % 2 == 0 ? uint32_t{data[i]} << 8 : data[i];
    if (sum > 0xFFFF) sum -= 0xFFFF;
  }
  return static_cast<uint16_t>(sum);
}
inline uint16_t checksum(const Frame& data) { return static_cast<uint16_t>(~sum16(data.data(), data.size())); }
inline void put_checksum(Frame& data, size_t at) {
  data[at] = data[at + 1] = 0;
  const uint16_t value = checksum(data);
  data[at] = static_cast<uint8_t>(value >> 8);
  data[at + 1] = static_cast<uint8_t>(value);
}

struct EthernetSpec {
  MacAddress destination = kOurMac;
  MacAddress source = kPeerMac;
  std::vector<uint16_t> vlan_ids{};
  uint16_t type = 0x0800;
};
inline Frame ethernet(const EthernetSpec& spec, const Frame& payload) {
  Frame out;
  put_mac(out, spec.destination);
  put_mac(out, spec.source);
  for (const uint16_t vlan_id : spec.vlan_ids) {
    put16(out, 0x8100);
    put16(out, vlan_id);
  }
  put16(out, spec.type);
  put(out, payload);
  return out;
}

struct IpSpec {
  Ipv4Address source = kPeerAddress;
  Ipv4Address destination = kOurAddress;
  uint8_t protocol = 17;
  uint8_t ttl = 64;
  uint8_t tos = 0;
  uint16_t fragment = 0;
  Frame options{};
  int length_change = 0;  ///< added to the total length field
};
inline Frame ipv4(const IpSpec& spec, const Frame& payload) {
  Frame out{static_cast<uint8_t>(0x45 + spec.options.size() / 4), spec.tos};
  const size_t header = 20 + spec.options.size();
  put16(out, static_cast<unsigned>(static_cast<int>(header + payload.size()) + spec.length_change));
  put16(out, 0x1234);
  put16(out, spec.fragment);
  out.push_back(spec.ttl);
  out.push_back(spec.protocol);
  put16(out, 0);
  put32(out, spec.source.value);
  put32(out, spec.destination.value);
  put(out, spec.options);
  put_checksum(out, 10);
  put(out, payload);
  return out;
}

inline Frame udp(uint16_t source, uint16_t destination, const Frame& payload, int length_change = 0) {
  Frame out;
  put16(out, source);
  put16(out, destination);
  put16(out, static_cast<unsigned>(static_cast<int>(8 + payload.size()) + length_change));
  put16(out, 0xDEAD);  // wrong on purpose: kernel peers over veth leave it unfinished
  put(out, payload);
  return out;
}

inline Frame counting(size_t size) {
  Frame out(size);
  std::iota(out.begin(), out.end(), uint8_t{0});
  return out;
}

struct ArpSpec {
  uint16_t operation = 1;
  MacAddress sender_mac = kPeerMac;
  Ipv4Address sender = kPeerAddress;
  MacAddress target_mac{};
  Ipv4Address target = kOurAddress;
};
inline Frame arp(const ArpSpec& spec) {
  Frame out{0, 1, 8, 0, 6, 4};
  put16(out, spec.operation);
  put_mac(out, spec.sender_mac);
  put32(out, spec.sender.value);
  put_mac(out, spec.target_mac);
  put32(out, spec.target.value);
  return out;
}
inline Frame arp_frame(const ArpSpec& spec) { return ethernet({.type = 0x0806}, arp(spec)); }

/// An IGMP query as a router sends it, with the router alert option; version 3 when `v3` is set.
struct QuerySpec {
  uint32_t group = 0;
  uint8_t code = 100;  ///< tenths of a second below 128
  bool v3 = true;
  uint8_t robustness = 2;
  uint8_t interval_code = 125;
  std::vector<uint32_t> sources{};
  uint8_t ttl = 1;
};
inline Frame query_frame(const QuerySpec& spec, const EthernetSpec& link = {}) {
  Frame igmp{0x11, spec.code, 0, 0};
  put32(igmp, spec.group);
  if (spec.v3) {
    igmp.push_back(spec.robustness);
    igmp.push_back(spec.interval_code);
    put16(igmp, static_cast<unsigned>(spec.sources.size()));
    for (const uint32_t source : spec.sources) put32(igmp, source);
  }
  put_checksum(igmp, 2);
  const uint32_t destination = spec.group == 0 ? 0xE0000001 : spec.group;
  return ethernet(
      link, ipv4({.destination = {destination}, .protocol = 2, .ttl = spec.ttl, .options = {0x94, 4, 0, 0}}, igmp));
}

}  // namespace cw::test
