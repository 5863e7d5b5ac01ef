#include "ptp/transport/stamp_clocks.h"

#include <ctime>
#include <utility>

namespace cw::ptp {
namespace {

constexpr int kReadings = 5;

int64_t realtime_ns() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return int64_t{time.tv_sec} * kNsPerSecond + time.tv_nsec;
}

struct Reading {
  LocalTime before;
  int64_t other_ns = 0;
  LocalTime after;
};

Reading read_realtime(const LocalCounter& counter) {
  const LocalTime before = counter.now();
  const int64_t other_ns = realtime_ns();
  return {before, other_ns, counter.now()};
}

}  // namespace

StampClocks::StampClocks(LocalCounter counter, std::optional<Phc> phc) : counter_(counter), phc_(std::move(phc)) {
  (void)compare_realtime();
  if (phc_) (void)compare_phc();
}

std::optional<LocalTime> StampClocks::local_of(const KernelStamp& stamp) {
  if (stamp.empty()) return std::nullopt;
  const bool steady = compare_realtime();
  if (phc_ && stamp.hardware_ns != 0) {
    return compare_phc() && steady ? hardware_.to_local(stamp.hardware_ns) : std::nullopt;
  }
  if (stamp.software_ns == 0 || !steady) return std::nullopt;
  return realtime_.to_local(stamp.software_ns);
}

/// False when CLOCK_REALTIME has been set.
bool StampClocks::compare_realtime() {
  Reading best = read_realtime(counter_);
  for (int i = 1; i < kReadings; ++i) {
    const Reading reading = read_realtime(counter_);
    if (reading.after - reading.before < best.after - best.before) best = reading;
  }
  const uint64_t steps = realtime_.steps();
  realtime_.observe(best.other_ns, best.before, best.after);
  return realtime_.steps() == steps;
}

/// False when the clock has been set or does not answer. Follows compare_realtime().
bool StampClocks::compare_phc() {
  const auto reading = phc_->read();
  if (!reading) return false;
  const auto before = realtime_.to_local(reading->before_ns);
  const auto after = realtime_.to_local(reading->after_ns);
  if (!before || !after) return false;
  const uint64_t steps = hardware_.steps();
  hardware_.observe(reading->phc_ns, *before, *after);
  return hardware_.steps() == steps;
}

}  // namespace cw::ptp
