// PTP on a DPDK port, control side: a PortLink over the rings of a PtpAgent.
#pragma once

#include <cstring>

#include "gateway/app/clock/ptp_agent.h"
#include "gateway/packet_io/dpdk/dpdk_port.h"

namespace cw::app {

/// Control thread.
class DpdkPtpLink final : public ptp::PortLink {
 public:
  DpdkPtpLink(PtpAgent& agent, const packet_io::DpdkPort& port) : agent_(agent), port_(port) {}

  [[nodiscard]] bool send(const ptp::OutgoingMessage& message) override {
    return message.octets.size() <= kMaxPtpOctets && agent_.to_send().try_push(frame_of(message));
  }
  [[nodiscard]] ptp::TimestampKind timestamps() const override {
    return agent_.has_device_clock() ? ptp::TimestampKind::kDeviceHardware : ptp::TimestampKind::kSoftwareBurst;
  }
  [[nodiscard]] bool up() const override { return port_.link_up(); }

 private:
  static PtpFrame frame_of(const ptp::OutgoingMessage& message) {
    PtpFrame frame;
    std::memcpy(frame.octets.data(), message.octets.data(), message.octets.size());
    frame.size = static_cast<uint16_t>(message.octets.size());
    frame.event = message.event;
    frame.destination = message.destination;
    frame.peer = message.unicast;
    frame.stamp_id = message.stamp_id;
    return frame;
  }

  PtpAgent& agent_;
  const packet_io::DpdkPort& port_;
};

}  // namespace cw::app
