// What the parts of one port share; everything outlives them.
#pragma once

#include "ptp/clock/disciplined_clock.h"
#include "ptp/port/message_sender.h"
#include "ptp/port/port_config.h"
#include "ptp/port/port_status.h"
#include "ptp/port/utc_tracker.h"
#include "ptp/servo/clock_servo.h"

namespace cw::ptp {

/// Of the clock, the same for all its ports.
struct ClockContext {
  const PtpClientConfig& config;
  ClockServo& servo;
  DisciplinedClock& clock;
  const UtcTracker& utc;
};

struct PortContext {
  const ClockContext& clock;
  const PortConfig& config;
  MessageSender& sender;
  PortStatus& status;
};

}  // namespace cw::ptp
