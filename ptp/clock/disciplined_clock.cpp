#include "ptp/clock/disciplined_clock.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cw::ptp {
namespace {

constexpr double kPpbPerOne = 1e9;

}  // namespace

// How a new line takes effect. The control thread may be interrupted anywhere, so a switching time that it picks before publishing
// may have passed when readers learn of it. Therefore the slot is published undecided, and whoever looks first, reader or writer,
// decides: the present time plus kLead. Readers that returned a time of the old generation checked the generation after reading the
// counter, so their readings are older than the decision, but for what CPUs read ahead and differ by, which kLead covers.
constexpr int64_t kLeadNs = 2'000;

DisciplinedClock::DisciplinedClock(LocalCounter counter, TaiTime start)
    : counter_(counter), description_("disciplined clock, not set yet") {
  const int64_t local_ns = counter_.now().ns();
  // Nobody else can see this object yet: any order would do.
  slots_[0].base_local_ns.store(local_ns, std::memory_order_relaxed);
  slots_[0].base_tai_ns.store(start.ns(), std::memory_order_relaxed);
  slots_[0].from_ns.store(local_ns, std::memory_order_relaxed);
}

TaiTime DisciplinedClock::tai_of(LocalTime local) const noexcept {
  return view_at([local] { return local; }).line.tai_of(local);
}

LocalTime DisciplinedClock::local_of(TaiTime tai) const noexcept {
  const Line line = view_now().line;
  const Int128 wanted =
      (Int128{tai.ns() - line.base_tai_ns} << kFractionBits) - static_cast<Int128>(line.base_fraction);
  const Int128 per_local = (Int128{1} << kFractionBits) + line.gain;
  return LocalTime::from_ns(line.base_local_ns + static_cast<int64_t>(ceil_div(wanted, per_local)));
}

int64_t DisciplinedClock::decide(uint64_t generation) const noexcept {
  std::atomic<int64_t>& from_ns = slots_[generation & 1].from_ns;
  int64_t seen = undecided(generation);
  const int64_t mine = counter_.now().ns() + kLeadNs;
  // Acquire and release among those who decide: the winner's counter reading comes before every use of its value.
  if (from_ns.compare_exchange_strong(seen, mine, std::memory_order_acq_rel, std::memory_order_acquire)) return mine;
  return seen;
}

void DisciplinedClock::publish(int64_t gain_after, int64_t jump_ns) {
  const uint64_t old_generation = generation_.load(std::memory_order_relaxed);  // own
  const uint64_t generation = old_generation + 1;
  const Slot& old = slots_[old_generation & 1];
  const Line line = Line{.base_local_ns = old.base_local_ns.load(std::memory_order_relaxed),  // own
                         .base_tai_ns = old.base_tai_ns.load(std::memory_order_relaxed),      // own
                         .base_fraction = old.base_fraction.load(std::memory_order_relaxed),  // own
                         .gain = old.gain.load(std::memory_order_relaxed)}                    // own
                        .continued(old.from_ns.load(std::memory_order_relaxed),     // decided by the last publish()
                                   old.gain_after.load(std::memory_order_relaxed),  // own
                                   old.jump_ns.load(std::memory_order_relaxed));    // own
  Slot& slot = slots_[generation & 1];
  // Release: a reader that is still in this slot, two generations late, and meets one of these sees the generation in between as
  // well and starts again.
  slot.base_local_ns.store(line.base_local_ns, std::memory_order_release);
  slot.base_tai_ns.store(line.base_tai_ns, std::memory_order_release);
  slot.base_fraction.store(line.base_fraction, std::memory_order_release);
  slot.gain.store(line.gain, std::memory_order_release);
  slot.gain_after.store(gain_after, std::memory_order_release);
  slot.jump_ns.store(jump_ns, std::memory_order_release);
  slot.from_ns.store(undecided(generation), std::memory_order_release);
  generation_.store(generation, std::memory_order_release);  // publishes the slot to view_at's first acquire
  const int64_t from_ns = decide(generation);
  // The next publish() must not drop the old line while it is still in force. Bounded, for a counter that stands still.
  constexpr int kMaxReadings = 1'000;
  for (int i = 0; i < kMaxReadings && counter_.now().ns() <= from_ns; ++i) {
  }
}

void DisciplinedClock::step(TaiTime at_now) { step_by(at_now - now()); }

void DisciplinedClock::step_by(Duration jump) {
  const Slot& slot = slots_[generation_.load(std::memory_order_relaxed) & 1];  // own
  publish(slot.gain_after.load(std::memory_order_relaxed), jump.count());      // own
  steps_.fetch_add(1, std::memory_order_release);                              // pairs with steps()
}

void DisciplinedClock::set_frequency(double ppb) {
  const double clamped = std::clamp(ppb, -kMaxFrequencyPpb, kMaxFrequencyPpb);
  publish(std::llround(std::ldexp(clamped / kPpbPerOne, kFractionBits)), 0);
}

double DisciplinedClock::frequency_ppb() const {
  // A slot that is being replaced gives a value that was true a moment ago.
  const Slot& slot = slots_[generation_.load(std::memory_order_acquire) & 1];              // pairs with publish()
  const auto gain = static_cast<double>(slot.gain_after.load(std::memory_order_relaxed));  // ordered by the line above
  return std::ldexp(gain, -kFractionBits) * kPpbPerOne;
}

std::string DisciplinedClock::describe() const {
  const std::scoped_lock lock(description_mutex_);
  return description_;
}

void DisciplinedClock::set_description(std::string description) {
  const std::scoped_lock lock(description_mutex_);
  description_ = std::move(description);
}

}  // namespace cw::ptp
