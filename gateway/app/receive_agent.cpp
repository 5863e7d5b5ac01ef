#include "gateway/app/receive_agent.h"

#include <algorithm>

#include "gateway/packet_io/frame_parser.h"

namespace cw::app {
namespace {
constexpr Duration kHostInterval = std::chrono::milliseconds(5);
constexpr size_t kCacheLine = 64;

/// The device wrote the packet to memory: its lines travel while the packet before is worked on.
void prefetch(const RxPacket& packet) {
  for (size_t at = 0; at < packet.frame.size(); at += kCacheLine) __builtin_prefetch(packet.frame.data() + at);
}

void deliver(Leg leg, const UdpDatagram& datagram, const AnyReceiver& to) {
  std::visit([&](auto* receiver) { receiver->on_datagram(leg, datagram); }, to);
}

/// Every datagram of `narrow` is one of `wide`, too.
bool covers(const packet_io::FlowKey& wide, const packet_io::FlowKey& narrow) {
  return wide.destination == narrow.destination && (wide.source.value == 0 || wide.source == narrow.source) &&
         (wide.source_port == 0 || wide.source_port == narrow.source_port);
}

}  // namespace

bool ReceiveAgent::add_flow(const packet_io::FlowKey& key, AnyReceiver receiver) {
  if (!has_entry(key) && !add_entry(key)) return false;
  subscriptions_.push_back({key, receiver});
  hand_out(key);
  return true;
}

void ReceiveAgent::remove_flow(const packet_io::FlowKey& key, AnyReceiver receiver) {
  const auto found = std::ranges::find_if(
      subscriptions_, [&](const Subscription& s) { return s.key == key && s.receiver == receiver; });
  if (found == subscriptions_.end()) return;
  subscriptions_.erase(found);
  if (std::ranges::count(subscriptions_, key, &Subscription::key) == 0) remove_entry(key);
  hand_out(key);
}

bool ReceiveAgent::has_entry(const packet_io::FlowKey& key) const {
  return std::ranges::any_of(handlers_, [&](const Handlers& entry) { return entry.used && entry.key == key; });
}

bool ReceiveAgent::add_entry(const packet_io::FlowKey& key) {
  auto place = std::ranges::find(handlers_, false, &Handlers::used);
  if (!flows_.add(key, static_cast<uint32_t>(place - handlers_.begin()))) return false;
  if (place == handlers_.end()) place = handlers_.emplace(handlers_.end());
  place->key = key;
  place->used = true;
  return true;
}

void ReceiveAgent::remove_entry(const packet_io::FlowKey& key) {
  flows_.remove(key);
  const auto entry =
      std::ranges::find_if(handlers_, [&](const Handlers& handlers) { return handlers.used && handlers.key == key; });
  if (entry != handlers_.end()) *entry = Handlers{};
}

/// The table finds the narrowest key: everyone whose own key is as wide or wider gets what it finds.
void ReceiveAgent::hand_out(const packet_io::FlowKey& changed) {
  for (Handlers& entry : handlers_) {
    if (!entry.used || entry.key.destination != changed.destination) continue;
    entry.others.clear();
    bool any = false;
    for (const Subscription& subscription : subscriptions_) {
      if (!covers(subscription.key, entry.key)) continue;
      if (any) entry.others.push_back(subscription.receiver);
      if (!any) entry.first = subscription.receiver;
      any = true;
    }
  }
}

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
    case packet_io::FrameKind::kLldp:
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
  const Handlers& handlers = handlers_[*flow];
  deliver(config_.leg, datagram, handlers.first);
  for (const AnyReceiver& receiver : handlers.others) deliver(config_.leg, datagram, receiver);
}

void ReceiveAgent::step_host(TaiTime now) {
  next_host_step_ = now + kHostInterval;
  config_.host->poll(now, *config_.sink);
}

}  // namespace cw::app
