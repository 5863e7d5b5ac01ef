// Turns a device's own clock into TAI: RX time stamps of NICs that have them (packet_io/dpdk). Pure integer arithmetic.
#pragma once

#include <cstdint>

#include "gateway/core/tai_time.h"

namespace cw::packet_io {

/// Owned by the worker that polls the queue. Learns the device clock's rate from pairs of readings.
class HardwareTime {
 public:
  static constexpr Duration kObservationInterval = std::chrono::milliseconds(100);

  /// Whether it is time to read the device clock again.
  [[nodiscard]] bool wants_observation(TaiTime now) const {
    return !anchored_ || now - anchor_ >= kObservationInterval;
  }
  /// The device clock read `ticks` when TAI was `now`.
  void observe(uint64_t ticks, TaiTime now);
  /// TAI of a time stamp; `now` while the rate is unknown or when the stamp is not from the last second.
  [[nodiscard]] TaiTime to_tai(uint64_t ticks, TaiTime now) const;

 private:
  bool anchored_ = false;
  uint64_t anchor_ticks_ = 0;
  TaiTime anchor_;
  int64_t ns_per_tick_ = 0;  // fixed point, 32 fractional bits; 0: unknown
};

}  // namespace cw::packet_io
