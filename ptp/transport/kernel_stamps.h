// What comes beside a datagram: the kernel's control messages with time stamps and the interface (SO_TIMESTAMPING, IP_PKTINFO). Pure.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>

namespace cw::ptp {

/// Stamps of one packet; 0: none of that kind.
struct KernelStamp {
  int64_t software_ns = 0;  ///< CLOCK_REALTIME
  int64_t hardware_ns = 0;  ///< the interface's own clock
  [[nodiscard]] constexpr bool empty() const { return software_ns == 0 && hardware_ns == 0; }
};

struct ControlData {
  KernelStamp stamp;
  std::optional<uint32_t> transmit_key;  ///< SOF_TIMESTAMPING_OPT_ID's: a stamp of the error queue
  int interface_index = 0;               ///< 0: not told
};

[[nodiscard]] ControlData read_control(msghdr& message);

}  // namespace cw::ptp
