// Units and bits per second of media time, over the last full second; fed by one thread, read by any.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/counters.h"
#include "gateway/core/rational.h"

namespace cw::bridge {

class RateMeter {
 public:
  explicit RateMeter(Rate time_base) : time_base_(time_base) {}

  void add(int64_t pts, size_t octets) {
    const auto second = static_cast<int64_t>(floor_div(Int128{pts} * time_base_.den(), time_base_.num()));
    if (second != second_) {
      bits_per_second_.set(octets_ * kBitsPerOctet);
      units_per_second_.set(units_);
      second_ = second;
      octets_ = 0;
      units_ = 0;
    }
    octets_ += static_cast<int64_t>(octets);
    ++units_;
  }
  [[nodiscard]] int64_t bits_per_second() const { return bits_per_second_.get(); }
  [[nodiscard]] int64_t units_per_second() const { return units_per_second_.get(); }

 private:
  static constexpr int64_t kBitsPerOctet = 8;
  Rate time_base_;
  int64_t second_ = INT64_MIN;
  int64_t octets_ = 0;
  int64_t units_ = 0;
  Gauge bits_per_second_;
  Gauge units_per_second_;
};

}  // namespace cw::bridge
