// A duration that one thread measures again and again and any thread reads smoothed (1/16 of each new value).
#pragma once

#include <cstdint>

#include "gateway/core/counters.h"
#include "gateway/core/tai_time.h"

namespace cw::bridge {

class SmoothedGauge {
 public:
  void add(Duration measured) { value_.set(value_.get() + (measured.count() - value_.get()) / kWeight); }
  [[nodiscard]] int64_t get() const { return value_.get(); }

 private:
  static constexpr int64_t kWeight = 16;
  Gauge value_;
};

}  // namespace cw::bridge
