#include "gateway/packet_io/host_stack.h"

#include "gateway/packet_io/ethernet.h"
#include "gateway/packet_io/frame_parser.h"

namespace cw::packet_io {
namespace {
constexpr size_t kQueuedFrames = 64;
}

HostStack::HostStack(const InterfaceAddress& interface)
    : interface_(interface),
      queue_(kQueuedFrames, interface.mtu + kEthernetHeaderBytes + kVlanTagBytes),
      arp_(interface),
      echo_(interface),
      igmp_(interface) {}

void HostStack::on_frame(Bytes frame, TaiTime now) {
  UdpDatagram ignored;
  switch (parse_frame(frame, interface_.vlan_id, now, &ignored)) {
    case FrameKind::kArp: arp_.on_frame(frame, now, queue_); break;
    case FrameKind::kIcmp: echo_.on_frame(frame, queue_); break;
    case FrameKind::kIgmp: igmp_.on_frame(frame, now); break;
    case FrameKind::kLldp: neighbours_.on_frame(frame, now); break;
    default: break;
  }
}

void HostStack::poll(TaiTime now, PacketSink& sink) {
  arp_.poll(now, queue_);
  igmp_.poll(now, queue_);
  if (queue_.size() > 0) queue_.flush(sink);
}

bool HostStack::join(Ipv4Address group, std::span<const Ipv4Address> sources) { return igmp_.join(group, sources); }

bool HostStack::leave(Ipv4Address group, std::span<const Ipv4Address> sources) { return igmp_.leave(group, sources); }

void HostStack::leave_all() { igmp_.leave_all(); }

std::optional<MacAddress> HostStack::resolve(Ipv4Address destination, TaiTime now) {
  return arp_.resolve(destination, now);
}

}  // namespace cw::packet_io
