#include "ptp/clock/local_counter.h"

#include <fstream>
#include <limits>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "ptp/clock/kernel_time.h"

namespace cw::ptp {
namespace {

#if defined(__x86_64__)

/// False also when the kernel has found the TSCs of this host's sockets to disagree: it then no longer offers them as a clock.
bool has_invariant_tsc() {
  constexpr unsigned kPowerLeaf = 0x8000'0007;
  constexpr unsigned kInvariantTsc = 1U << 8U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(kPowerLeaf, &a, &b, &c, &d) == 0 || (d & kInvariantTsc) == 0) return false;
  std::ifstream offered("/sys/devices/system/clocksource/clocksource0/available_clocksource");
  bool any = false;
  for (std::string name; offered >> name; any = true) {
    if (name == "tsc") return true;
  }
  return !any;
}

struct Pair {
  int64_t ticks = 0;
  int64_t ns = 0;
};

/// Both clocks at one moment; the tightest of a few tries is good to some 20 ns.
Pair read_pair() {
  constexpr int kTries = 16;
  int64_t tightest = std::numeric_limits<int64_t>::max();
  Pair pair;
  for (int i = 0; i < kTries; ++i) {
    const auto before = static_cast<int64_t>(__rdtsc());
    const int64_t ns = read_clock_ns(CLOCK_MONOTONIC_RAW);
    const int64_t width = static_cast<int64_t>(__rdtsc()) - before;
    if (width >= tightest) continue;
    tightest = width;
    pair = {.ticks = before + width / 2, .ns = ns};
  }
  return pair;
}

#else

bool has_invariant_tsc() { return false; }

#endif

}  // namespace

Expected<LocalCounter> LocalCounter::create() {
  auto counter = create_from_kernel();
  if (counter && has_invariant_tsc()) counter->calibrate_tsc();
  return counter;
}

Expected<LocalCounter> LocalCounter::create_from_kernel() {
  timespec unused{};
  if (clock_gettime(CLOCK_MONOTONIC_RAW, &unused) != 0) {
    return host_error("this kernel has no CLOCK_MONOTONIC_RAW; run on Linux 3.10 or later");
  }
  return LocalCounter{};
}

LocalCounter LocalCounter::driven_by(const std::atomic<int64_t>& ns) noexcept {
  LocalCounter counter;
  counter.source_ = Source::kDriven;
  counter.driver_ = &ns;
  return counter;
}

LocalTime LocalCounter::read_other() const noexcept {
  if (source_ == Source::kKernel) return LocalTime::from_ns(read_clock_ns(CLOCK_MONOTONIC_RAW));
  return LocalTime::from_ns(
      driver_->load(std::memory_order_acquire));  // pairs with a releasing store of the test, if it has one
}

void LocalCounter::calibrate_tsc() noexcept {
#if defined(__x86_64__)
  constexpr timespec kSpan{.tv_sec = 0, .tv_nsec = 40'000'000};
  const Pair first = read_pair();
  clock_nanosleep(CLOCK_MONOTONIC, 0, &kSpan, nullptr);
  const Pair second = read_pair();
  const int64_t ticks = second.ticks - first.ticks;
  const int64_t ns = second.ns - first.ns;
  // Below 16 MHz the scale would not fit; nothing like that calls itself invariant.
  constexpr int64_t kMaxNsPerTick = 64;
  if (ticks <= 0 || ns <= 0 || ns / ticks >= kMaxNsPerTick) return;
  ns_per_tick_ = static_cast<int64_t>((Int128{ns} << kFractionBits) / ticks);
  base_ticks_ = second.ticks;
  base_ns_ = second.ns;
  source_ = Source::kTsc;
#endif
}

}  // namespace cw::ptp
