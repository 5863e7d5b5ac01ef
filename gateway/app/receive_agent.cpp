#include "gateway/app/receive_agent.h"

#include "gateway/packet_io/frame_parser.h"

namespace cw::app {
namespace {
constexpr Duration kHostInterval = std::chrono::milliseconds(5);
constexpr size_t kCacheLine = 64;

/// The device wrote the packet to memory: its lines travel while the packet before is worked on.
void prefetch(const RxPacket& packet) {
  for (size_t at = 0; at < packet.frame.size(); at += kCacheLine) __builtin_prefetch(packet.frame.data() + at);
}

}  // namespace

bool ReceiveAgent::add_flow(const packet_io::FlowKey& key, AnyReceiver receiver) {
  if (!flows_.add(key, static_cast<uint32_t>(handlers_.size()))) return false;
  handlers_.push_back(receiver);
  return true;
}

void ReceiveAgent::remove_flow(const packet_io::FlowKey& key) { flows_.remove(key); }

Work ReceiveAgent::do_work(TaiTime now) {
  const std::span<const RxPacket> burst = config_.source->receive(now);
  for (size_t i = 0; i < burst.size(); ++i) {
    if (i + 1 < burst.size()) prefetch(burst[i + 1]);
    on_frame(burst[i]);
  }
  config_.source->release();
  statistics_.packets.add(burst.size());
  if (config_.host != nullptr && now >= next_host_step_) step_host(now);
  return Work{.done = !burst.empty()};
}

void ReceiveAgent::on_frame(const RxPacket& packet) {
  UdpDatagram datagram;
  switch (packet_io::parse_frame(packet.frame, config_.vlan_id, packet.arrival, &datagram)) {
    case packet_io::FrameKind::kUdp: on_udp(packet, datagram); return;
    case packet_io::FrameKind::kArp:
    case packet_io::FrameKind::kIgmp:
    case packet_io::FrameKind::kIcmp:
      statistics_.control.add();
      if (config_.host != nullptr) config_.host->on_frame(packet.frame, packet.arrival);
      return;
    case packet_io::FrameKind::kOtherVlan: statistics_.other_vlan.add(); return;
    case packet_io::FrameKind::kMalformed: statistics_.malformed.add(); return;
    default:
      if (config_.ptp == nullptr || !config_.ptp->on_ethernet(packet)) statistics_.other.add();
  }
}

void ReceiveAgent::on_udp(const RxPacket& packet, const UdpDatagram& datagram) {
  const auto flow = flows_.find(datagram);
  if (!flow) {
    if (config_.ptp == nullptr || !config_.ptp->on_datagram(packet, datagram)) statistics_.unknown_flows.add();
    return;
  }
  std::visit([&](auto* receiver) { receiver->on_datagram(config_.leg, datagram); }, handlers_[*flow]);
}

void ReceiveAgent::step_host(TaiTime now) {
  next_host_step_ = now + kHostInterval;
  config_.host->poll(now, *config_.sink);
}

}  // namespace cw::app
