// The PTP hardware clock of a port, where its driver gives access to it: stamps of PTP event messages come from it.
#pragma once

#include <cstdint>
#include <optional>

namespace cw::packet_io {

/// Every method belongs to the worker of the port's first queue. Times are the clock's own nanoseconds, of any epoch.
class DeviceClock {
 public:
  virtual ~DeviceClock() = default;
  [[nodiscard]] virtual std::optional<int64_t> read() = 0;
  /// When the last PTP event message came; nullopt when the device has not stamped it. Taken once.
  [[nodiscard]] virtual std::optional<int64_t> take_arrival() = 0;
  /// When the last frame that asked for a stamp left; nullopt while the device has none. Taken once.
  [[nodiscard]] virtual std::optional<int64_t> take_departure() = 0;
};

}  // namespace cw::packet_io
