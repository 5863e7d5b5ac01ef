// Media time from a PTP hardware clock (/dev/ptpN) that somebody else disciplines, such as ptp4l on the port's NIC: `clock.source`
// phc. Reading the hardware takes a system call and a microsecond, so now() reads a DisciplinedClock that poll() keeps on it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ptp/clock/cross_clock.h"
#include "ptp/clock/disciplined_clock.h"

namespace cw::ptp {

class PhcReader {
 public:
  virtual ~PhcReader() = default;
  /// The hardware clock in ns since its epoch; nullopt when it cannot be read (any more).
  [[nodiscard]] virtual std::optional<int64_t> read_ns() noexcept = 0;
};

/// Error kHost, with what to do, when the device is absent, not permitted, no PTP clock or not running.
[[nodiscard]] Expected<std::unique_ptr<PhcReader>> open_phc(const std::string& device);

/// now() and the like: any thread. poll(): one thread, a few times a second.
class PhcClock final : public HostClock {
 public:
  /// The hardware clock is taken to count TAI, as PTP has it. Error kHost when it cannot be read.
  [[nodiscard]] static Expected<std::unique_ptr<PhcClock>> create(std::unique_ptr<PhcReader> reader,
                                                                  const std::string& device, LocalCounter counter,
                                                                  int utc_offset_s);

  [[nodiscard]] TaiTime now() const noexcept override { return clock_.now(); }
  [[nodiscard]] int utc_offset_s() const noexcept override { return clock_.utc_offset_s(); }
  [[nodiscard]] std::string describe() const override { return clock_.describe(); }
  /// Steps when the hardware clock is stepped.
  [[nodiscard]] uint64_t steps() const noexcept { return clock_.steps(); }
  void set_utc_offset_s(int seconds) { clock_.set_utc_offset_s(seconds); }

  /// Reads the hardware clock and follows it: drift by slewing, a step by a step. False when it could not be read; now() then goes on
  /// at the last frequency.
  bool poll();
  /// LocalTime of a hardware time stamp; the thread of poll().
  [[nodiscard]] std::optional<LocalTime> to_local(int64_t phc_ns) const { return cross_.to_local(phc_ns); }
  /// now() − hardware clock at the last poll().
  [[nodiscard]] Duration offset() const { return offset_; }

 private:
  PhcClock(std::unique_ptr<PhcReader> reader, LocalCounter counter);
  bool observe();

  std::unique_ptr<PhcReader> reader_;
  LocalCounter counter_;
  CrossClock cross_;
  DisciplinedClock clock_;
  uint64_t steps_seen_ = 0;
  Duration offset_{};
};

}  // namespace cw::ptp
