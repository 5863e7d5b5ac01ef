// The receive side of one port queue: burst → Ethernet/IP/UDP → flow lookup → the flow's receiver. ARP, ICMP and IGMP go to the
// port's host stack.
#pragma once

#include <variant>
#include <vector>

#include "gateway/app/agent.h"
#include "gateway/app/clock/ptp_agent.h"
#include "gateway/core/counters.h"
#include "gateway/core/rtp_types.h"
#include "gateway/essence/anc_40/anc_assembler.h"
#include "gateway/essence/audio_30/audio_assembler.h"
#include "gateway/essence/stream_receiver.h"
#include "gateway/essence/video_20/video_assembler.h"
#include "gateway/packet_io/flow_table.h"
#include "gateway/packet_io/host_stack.h"
#include "gateway/packet_io/packet_sink.h"
#include "gateway/packet_io/packet_source.h"

namespace cw::app {

using VideoReceiver = essence::StreamReceiver<essence::VideoAssembler>;
using AudioReceiver = essence::StreamReceiver<essence::AudioAssembler>;
using AncReceiver = essence::StreamReceiver<essence::AncAssembler>;
/// A closed set: the packet path switches on the kind instead of a virtual call per packet.
using AnyReceiver = std::variant<VideoReceiver*, AudioReceiver*, AncReceiver*>;

struct ReceiveStatistics {
  Counter packets;
  Counter unknown_flows;  ///< UDP to nobody here
  Counter other_vlan;
  Counter malformed;
  Counter control;  ///< ARP, ICMP, IGMP
  Counter other;
};

struct ReceiveAgentConfig {
  Leg leg = Leg::kRed;
  uint16_t vlan_id = 0;
  packet_io::PacketSource* source = nullptr;
  packet_io::PacketSink* sink = nullptr;  ///< for the host stack's own frames
  packet_io::HostStack* host = nullptr;   ///< on the port's first queue only
  PtpAgent* ptp = nullptr;                ///< takes PTP messages
};

class ReceiveAgent final : public Agent {
 public:
  explicit ReceiveAgent(ReceiveAgentConfig config) : config_(config) { handlers_.reserve(kExpectedFlows); }

  /// Between cycles only, like the next two.
  void set_ptp(PtpAgent* ptp) { config_.ptp = ptp; }
  /// A flow may have several receivers: each gets every datagram. One that takes any source also gets those of sources that another one
  /// asks for. False when the table of flows is full.
  [[nodiscard]] bool add_flow(const packet_io::FlowKey& key, AnyReceiver receiver);
  void remove_flow(const packet_io::FlowKey& key, AnyReceiver receiver);

  Work do_work(TaiTime now) override;
  [[nodiscard]] const ReceiveStatistics& statistics() const { return statistics_; }

 private:
  static constexpr size_t kExpectedFlows = 256;
  struct Subscription {
    packet_io::FlowKey key;
    AnyReceiver receiver;
  };
  /// Who gets a flow's datagrams; nearly always one.
  struct Handlers {
    AnyReceiver first;
    std::vector<AnyReceiver> others;
    packet_io::FlowKey key;
    bool used = false;
  };
  [[nodiscard]] bool has_entry(const packet_io::FlowKey& key) const;
  [[nodiscard]] bool add_entry(const packet_io::FlowKey& key);
  void remove_entry(const packet_io::FlowKey& key);
  void hand_out(const packet_io::FlowKey& changed);
  void on_frame(const RxPacket& packet);
  void on_udp(const RxPacket& packet, const UdpDatagram& datagram);
  void step_host(TaiTime now);

  ReceiveAgentConfig config_;
  packet_io::FlowTable flows_;
  std::vector<Handlers> handlers_;  // by flow id
  std::vector<Subscription> subscriptions_;
  ReceiveStatistics statistics_;
  TaiTime next_host_step_;
};

}  // namespace cw::app
