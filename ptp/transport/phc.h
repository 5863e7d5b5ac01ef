// The clock of a network interface (PTP hardware clock, /dev/ptpN), read between two readings of CLOCK_REALTIME that the kernel makes
// next to the register access.
#pragma once

#include <linux/ptp_clock.h>

#include <cstdint>
#include <optional>

#include "gateway/core/error.h"
#include "ptp/transport/descriptor.h"

namespace cw::ptp {

struct PhcReading {
  int64_t before_ns = 0;  ///< CLOCK_REALTIME
  int64_t phc_ns = 0;
  int64_t after_ns = 0;  ///< CLOCK_REALTIME
};

class Phc {
 public:
  /// Error kHost: /dev/ptp<index> cannot be opened.
  [[nodiscard]] static Expected<Phc> open(int index);

  /// The one of a few readings with the narrowest bracket; nullopt when the device does not answer. A few µs per reading.
  [[nodiscard]] std::optional<PhcReading> read();

 private:
  explicit Phc(Descriptor device) : device_(std::move(device)) {}
  Descriptor device_;
  bool extended_ = true;  // PTP_SYS_OFFSET_EXTENDED until the driver turns out not to have it
};

/// Of what the kernel has filled in; nullopt when it is empty.
[[nodiscard]] std::optional<PhcReading> narrowest(const ptp_sys_offset_extended& offsets);
/// The older form, where each reading of the system clock ends one bracket and begins the next.
[[nodiscard]] std::optional<PhcReading> narrowest(const ptp_sys_offset& offsets);

}  // namespace cw::ptp
