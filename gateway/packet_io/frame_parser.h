// First step of reception: tells what an Ethernet frame is and finds the UDP datagram in it. 802.1Q tags (IEEE 802.1Q), IPv4 with
// options (RFC 791), UDP (RFC 768). Pure; any octets are safe to feed.
#pragma once

#include <cstdint>

#include "gateway/core/packet.h"

namespace cw::packet_io {

enum class FrameKind : uint8_t {
  kUdp,
  kArp,
  kIgmp,
  kIcmp,
  kLldp,       ///< untagged, whatever our VLAN is
  kOtherVlan,  ///< tagged for a VLAN that is not ours, or tagged where we are untagged
  kOther,      ///< sound but not for us: IPv6, TCP, IP fragments, ...
  kMalformed,  ///< contradicts itself or ends inside a header
};

/// Takes tagged (one tag or two) and untagged frames alike: captures and analysis. For kUdp fills `out`; payload points into `frame`.
/// A payload shorter than the UDP header says is delivered with `truncated`. Checksums are not verified: veth peers leave them
/// unfinished, and ST 2110 senders may send UDP checksum 0.
[[nodiscard]] FrameKind parse_frame(Bytes frame, TaiTime arrival, UdpDatagram* out);

/// As above for live ports: only frames of `vlan_id` pass (0: untagged or priority-tagged), others are kOtherVlan.
[[nodiscard]] FrameKind parse_frame(Bytes frame, uint16_t vlan_id, TaiTime arrival, UdpDatagram* out);

}  // namespace cw::packet_io
