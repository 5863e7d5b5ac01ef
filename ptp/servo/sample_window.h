// The recent delays of one direction, as the servo's filter looks at them.
#pragma once

#include <cstddef>
#include <vector>

#include "ptp/clock/local_time.h"

namespace cw::ptp {

/// Arrival minus departure, each by its own clock: a path delay plus or minus the offset between the clocks.
struct DelaySample {
  LocalTime at;
  double delay_ns = 0;
};

/// Oldest first; never allocates after construction. When more than kCapacity come in a window, the lower of neighbours is kept.
class SampleWindow {
 public:
  static constexpr size_t kCapacity = 1'024;

  explicit SampleWindow(Duration length);
  /// Times rise; one that does not is not taken. `drift_ppb`: what the delay gains by itself, for a fair choice of the lower one.
  bool add(const DelaySample& sample, double drift_ppb);
  void drop_before(LocalTime time);
  void keep_newest(size_t count);
  void clear();

  [[nodiscard]] size_t size() const { return samples_.size(); }
  [[nodiscard]] bool empty() const { return samples_.empty(); }
  [[nodiscard]] const DelaySample& operator[](size_t index) const { return samples_[index]; }
  [[nodiscard]] const DelaySample& newest() const { return samples_.back(); }
  [[nodiscard]] auto begin() const { return samples_.begin(); }
  [[nodiscard]] auto end() const { return samples_.end(); }
  /// From the oldest to the newest.
  [[nodiscard]] Duration span() const { return empty() ? Duration{0} : newest().at - samples_.front().at; }

 private:
  Duration length_;
  Duration slot_{};  ///< 0 while all samples have room
  LocalTime slot_end_ = LocalTime::from_ns(INT64_MIN);
  LocalTime last_ = LocalTime::from_ns(INT64_MIN);
  std::vector<DelaySample> samples_;
};

}  // namespace cw::ptp
