// A MediaClock that stands still until a test moves it. Takes the place of the PTP or system clock in every stage.
#pragma once

#include <atomic>

#include "gateway/core/media_clock.h"

namespace cw::test {

class FakeClock final : public MediaClock {
 public:
  FakeClock() = default;
  explicit FakeClock(TaiTime start) : now_ns_(start.ns()) {}

  [[nodiscard]] TaiTime now() const noexcept override { return TaiTime::from_ns(now_ns_.load(kOrder)); }
  [[nodiscard]] int utc_offset_s() const noexcept override { return utc_offset_s_.load(kOrder); }

  void set(TaiTime now) { now_ns_.store(now.ns(), kOrder); }
  void advance(Duration step) { now_ns_.fetch_add(step.count(), kOrder); }
  void set_utc_offset_s(int seconds) { utc_offset_s_.store(seconds, kOrder); }

 private:
  // Component tests read the clock from worker threads; no other data is published through it.
  static constexpr std::memory_order kOrder = std::memory_order_relaxed;
  std::atomic<int64_t> now_ns_{0};
  std::atomic<int> utc_offset_s_{37};
};

}  // namespace cw::test
