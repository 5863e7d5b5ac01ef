// What makes a kernel-bypass port a host on its network: ARP answers and resolution, ICMP echo, IGMPv3 membership, and the switch port
// that it hears of by LLDP. One per port, stepped by the worker that owns the port's first queue; pure (no device, no clock of its own).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/packet_io/arp/arp_resolver.h"
#include "gateway/packet_io/icmp/echo_responder.h"
#include "gateway/packet_io/igmp/igmp_host.h"
#include "gateway/packet_io/interface_address.h"
#include "gateway/packet_io/lldp/neighbour.h"
#include "gateway/packet_io/packet_sink.h"
#include "gateway/packet_io/reply_queue.h"

namespace cw::packet_io {

/// Every method belongs to the owning worker's thread; nothing allocates after construction.
class HostStack {
 public:
  explicit HostStack(const InterfaceAddress& interface);

  /// Feed every frame that parse_frame() calls kArp, kIcmp, kIgmp or kLldp; others are ignored. Answers leave with the next poll().
  void on_frame(Bytes frame, TaiTime now);
  /// Sends what is due: answers, ARP requests and retries, IGMP reports. Call at least every 10 ms; cheap when nothing is due.
  void poll(TaiTime now, PacketSink& sink);

  /// Membership is counted: each join needs its leave with the same arguments. No sources: any source. False when the group is not
  /// multicast or the tables are full. The report leaves with the next poll().
  bool join(Ipv4Address group, std::span<const Ipv4Address> sources);
  bool leave(Ipv4Address group, std::span<const Ipv4Address> sources);
  /// Leaves everything; poll once more afterwards so that the reports go out.
  void leave_all();

  /// The MAC to send to. Multicast and broadcast at once; unicast by ARP (of the gateway when off-subnet): nullopt while unresolved, and
  /// the first such call starts resolution. Keep asking while sending: entries that nobody asks for are not refreshed.
  [[nodiscard]] std::optional<MacAddress> resolve(Ipv4Address destination, TaiTime now);

  /// The switch port that this one is connected to, when it says so by LLDP.
  [[nodiscard]] std::optional<Neighbour> neighbour(TaiTime now) const { return neighbours_.neighbour(now); }
  [[nodiscard]] const InterfaceAddress& interface() const { return interface_; }
  [[nodiscard]] const ArpStatistics& arp_statistics() const { return arp_.statistics(); }
  [[nodiscard]] const IgmpStatistics& igmp_statistics() const { return igmp_.statistics(); }
  [[nodiscard]] uint64_t echo_replies() const { return echo_.replies(); }
  [[nodiscard]] uint64_t replies_dropped() const { return queue_.dropped(); }

 private:
  InterfaceAddress interface_;
  ReplyQueue queue_;
  ArpResolver arp_;
  EchoResponder echo_;
  IgmpHost igmp_;
  NeighbourTable neighbours_;
};

}  // namespace cw::packet_io
