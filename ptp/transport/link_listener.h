// Who hears what a link receives: the control thread's way into PtpClient, with the port's number added.
#pragma once

#include <cstdint>

#include "gateway/core/byte_reader.h"
#include "gateway/core/packet.h"
#include "ptp/clock/local_time.h"

namespace cw::ptp {

class LinkListener {
 public:
  virtual ~LinkListener() = default;
  /// `octets` hold for the call only.
  virtual void on_datagram(Bytes octets, Ipv4Address source, LocalTime received) = 0;
  virtual void on_transmitted(uint32_t stamp_id, LocalTime sent) = 0;
};

}  // namespace cw::ptp
