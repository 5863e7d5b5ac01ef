// PTP on a DPDK port, worker side: hands PTP messages that come in to the control thread with the local time of their arrival, sends
// those it is given and tells when event messages left. Stamps are the device's where it has a clock, else those of the burst.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "config/config.h"
#include "gateway/app/agent.h"
#include "gateway/app/clock/sync_watch.h"
#include "gateway/core/counters.h"
#include "gateway/core/packet.h"
#include "gateway/core/spsc_ring.h"
#include "gateway/packet_io/device_clock.h"
#include "gateway/packet_io/host_stack.h"
#include "gateway/packet_io/packet_sink.h"
#include "ptp/clock/cross_clock.h"
#include "ptp/clock/disciplined_clock.h"
#include "ptp/port/port_link.h"

namespace cw::app {

/// Longer than any PTP message that a slave or a grandmaster of ST 2059-2 meets.
inline constexpr size_t kMaxPtpOctets = 512;

/// One message between worker and control thread, or (size 0) the news that the event message `stamp_id` left at `time`.
struct PtpFrame {
  std::array<uint8_t, kMaxPtpOctets> octets{};
  uint16_t size = 0;
  bool event = false;
  ptp::Destination destination = ptp::Destination::kPrimaryMulticast;  ///< going out
  Ipv4Address peer;       ///< coming in: the source; going out: with kUnicast the destination
  uint32_t stamp_id = 0;  ///< 0: no stamp wanted
  ptp::LocalTime time;    ///< arrival or departure
};

struct PtpAgentConfig {
  packet_io::PacketSink* sink = nullptr;
  packet_io::HostStack* host = nullptr;
  packet_io::DeviceClock* device_clock = nullptr;  ///< nullptr: software stamps
  config::PtpTransport transport = config::PtpTransport::kUdp;
};

class PtpAgent final : public Agent {
 public:
  PtpAgent(const PtpAgentConfig& config, const ptp::DisciplinedClock& clock, ptp::LocalCounter counter)
      : config_(config), clock_(clock), counter_(counter) {}

  /// The control thread's ends.
  [[nodiscard]] SpscRing<PtpFrame>& to_send() { return to_send_; }
  [[nodiscard]] SpscRing<PtpFrame>& received() { return received_; }
  /// Messages that were lost between the threads, or that the port could not send.
  [[nodiscard]] uint64_t dropped() const { return dropped_.get(); }
  /// Event messages that the device should have stamped and did not: those that came in, and those that left.
  [[nodiscard]] uint64_t software_arrivals() const { return software_arrivals_.get(); }
  [[nodiscard]] uint64_t software_departures() const { return software_departures_.get(); }
  [[nodiscard]] bool has_device_clock() const { return config_.device_clock != nullptr; }

  /// Worker. True when the datagram is PTP's (ports 319 and 320).
  bool on_datagram(const RxPacket& packet, const UdpDatagram& datagram);
  /// Worker. True when the frame is PTP over Ethernet (EtherType 88F7).
  bool on_ethernet(const RxPacket& packet);
  Work do_work(TaiTime now) override;

 private:
  void deliver(const RxPacket& packet, Bytes message, bool event, Ipv4Address source);
  void send(const PtpFrame& frame, TaiTime now);
  [[nodiscard]] size_t write_header(const PtpFrame& frame, TxPacket& packet, TaiTime now);
  void send_event(TxPacket& packet, uint32_t stamp_id);
  void note_departure(uint32_t stamp_id, ptp::LocalTime time);
  void observe_device();
  void await_departure();
  [[nodiscard]] bool device_tells_departures() const;
  [[nodiscard]] ptp::LocalTime arrival_of(const RxPacket& packet, bool event);

  PtpAgentConfig config_;
  const ptp::DisciplinedClock& clock_;
  ptp::LocalCounter counter_;
  SpscRing<PtpFrame> to_send_{32};
  SpscRing<PtpFrame> received_{64};
  ptp::CrossClock device_time_;
  ptp::LocalTime next_observation_;
  SyncWatch watch_;
  std::optional<uint32_t> awaited_stamp_;  ///< the device will tell when it left
  ptp::LocalTime awaited_since_;           ///< its departure by software
  uint32_t untold_departures_ = 0;         ///< in a row
  Counter dropped_;
  Counter software_arrivals_;
  Counter software_departures_;
};

}  // namespace cw::app
