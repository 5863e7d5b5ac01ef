// One PTP port: datagrams and timers → its records of masters, its state, and the role that goes with the state. The
// client decides over all ports which Decision each is given.
//
//   datagram → Port → ForeignMasters → (client: state decision) → apply() → next_state() → SlaveRole → servo
//                                                                                        ↘ MasterRole → network
#pragma once

#include <cstdint>
#include <optional>

#include "ptp/port/foreign_masters.h"
#include "ptp/port/master_role.h"
#include "ptp/port/peer_delay.h"
#include "ptp/port/peer_responder.h"
#include "ptp/port/port_context.h"
#include "ptp/port/slave_role.h"
#include "ptp/port/state_decision.h"

namespace cw::ptp {

/// A datagram and how it came.
struct PortDatagram {
  Bytes octets;
  Ipv4Address source;
  LocalTime received;
};

class Port {
 public:
  /// `number` counts from 1. `clock` and `link` outlive the port.
  Port(const ClockContext& clock, const PortConfig& config, uint16_t number, PortLink& link);
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// True when it was an Announce that counts, so that the masters are to be compared anew.
  bool on_datagram(const PortDatagram& datagram);
  void on_transmitted(uint32_t stamp_id, LocalTime sent);

  /// Looks at the link and forgets silent masters; to be called before the state decision.
  void refresh(LocalTime now);
  /// Sends what is due.
  void poll(LocalTime now);
  [[nodiscard]] std::optional<LocalTime> next_deadline(LocalTime now) const;
  void set_enabled(bool enabled, LocalTime now);

  /// Erbest; nullptr: none, or the port is out of order.
  [[nodiscard]] const ForeignMaster* best() const { return masters_.best(); }
  [[nodiscard]] bool in_order() const;
  /// LISTENING, and still within the time that a clock listens before it leads.
  [[nodiscard]] bool still_listening(LocalTime now) const;
  void apply(Decision decision, LocalTime now);
  /// What the servo makes of this port's samples.
  void on_servo_state(ServoState state, LocalTime now);

  [[nodiscard]] const PortStatus& status() const { return status_; }
  [[nodiscard]] PortState state() const { return status_.state; }
  /// The last SM TLV, and who sent it.
  struct Metadata {
    ClockIdentity sender;
    SynchronizationMetadata value;
  };
  [[nodiscard]] const std::optional<Metadata>& metadata() const { return metadata_; }

 private:
  [[nodiscard]] bool admit(const Header& header);
  [[nodiscard]] bool following() const;
  void count_fault(WireFault fault);
  bool dispatch(const Message& message, const PortDatagram& datagram);
  bool dispatch_event(const Message& message, const PortDatagram& datagram);
  void dispatch_response(const Message& message, LocalTime received);
  bool on_announce(const Message& message, const PortDatagram& datagram);
  void on_event(PortEvent event, LocalTime now);
  void change_state(PortState next, LocalTime now);
  void enter(PortState state, LocalTime now);
  void log_change(PortState from) const;

  const ClockContext& clock_;
  PortConfig config_;
  PortLink& link_;
  PortStatus status_;
  MessageSender sender_;
  PortContext context_;
  ForeignMasters masters_;
  SlaveRole slave_;
  MasterRole master_;
  PeerDelay peer_delay_;
  PeerResponder peer_responder_;
  std::optional<Metadata> metadata_;
  LocalTime listen_until_;
};

}  // namespace cw::ptp
