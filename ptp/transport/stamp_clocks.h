// Brings the kernel's stamps, of CLOCK_REALTIME and of the interface's clock, to LocalTime.
#pragma once

#include <optional>

#include "ptp/clock/cross_clock.h"
#include "ptp/clock/local_counter.h"
#include "ptp/clock/local_time.h"
#include "ptp/transport/kernel_stamps.h"
#include "ptp/transport/phc.h"

namespace cw::ptp {

/// One thread. The clocks are compared anew for every stamp, so that a stamp is never far from a comparison.
class StampClocks {
 public:
  /// Without a `phc` hardware stamps are ignored.
  StampClocks(LocalCounter counter, std::optional<Phc> phc);

  [[nodiscard]] LocalTime now() const { return counter_.now(); }
  /// The hardware stamp before the software one. nullopt: neither is there, or their clock was set since the last comparison, so
  /// that nobody knows which side of the jump the stamp is on.
  [[nodiscard]] std::optional<LocalTime> local_of(const KernelStamp& stamp);

 private:
  [[nodiscard]] bool compare_realtime();
  [[nodiscard]] bool compare_phc();

  LocalCounter counter_;
  std::optional<Phc> phc_;
  CrossClock realtime_;
  CrossClock hardware_;
};

}  // namespace cw::ptp
