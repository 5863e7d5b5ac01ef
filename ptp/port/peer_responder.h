// The responder's side of the peer delay mechanism (IEEE 1588-2008 11.4.3), two-step: Pdelay_Req in → Pdelay_Resp and,
// when it has left, Pdelay_Resp_Follow_Up out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ptp/clock/disciplined_clock.h"
#include "ptp/port/message_sender.h"

namespace cw::ptp {

class PeerResponder {
 public:
  /// All three outlive it.
  PeerResponder(const DisciplinedClock& clock, MessageSender& sender, PortStatus& status)
      : clock_(clock), sender_(sender), status_(status) {}

  void on_request(const Header& header, Ipv4Address source, LocalTime received);
  void on_transmitted(uint32_t stamp_id, LocalTime sent);

 private:
  static constexpr size_t kPending = 8;

  struct Response {
    uint32_t stamp_id = 0;
    Header request;
    MessageRoute route;
  };

  const DisciplinedClock& clock_;
  MessageSender& sender_;
  PortStatus& status_;
  std::array<std::optional<Response>, kPending> responses_;  // waiting for their stamp, oldest overwritten
  size_t next_slot_ = 0;
};

}  // namespace cw::ptp
