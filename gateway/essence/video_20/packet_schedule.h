// When each packet of a unit is due: the narrow linear schedule of ST 2110-21 §7.1, exact to the nanosecond over centuries. Part of
// VideoPacketizer.
#pragma once

#include <cstdint>

#include "gateway/bus/video_format.h"
#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::essence {

/// One thread. Packet k of a unit is due at the unit's start + TRO_default + k × T / N, rounded up to ns.
class PacketSchedule {
 public:
  explicit PacketSchedule(const bus::VideoFormat& format);

  /// `unit_index` counts frames, fields or segments since the TAI epoch; `packets` = N > 0.
  void start_unit(int64_t unit_index, uint32_t packets);
  [[nodiscard]] TaiTime due() const { return due_; }
  void next() {
    due_ += Duration{step_ns_};
    fraction_ += step_fraction_;
    if (fraction_ > denominator_) {  // rounded up: the whole ns is used up only beyond it
      fraction_ -= denominator_;
      due_ += Duration{1};
    }
  }

 private:
  Rate units_;
  Rational tro_s_;
  TaiTime due_;
  int64_t step_ns_ = 0;
  int64_t step_fraction_ = 0;  ///< of a ns, over denominator_
  int64_t fraction_ = 0;       ///< due_ lies this far before the exact time's next whole ns: in 1 … denominator_
  int64_t denominator_ = 1;
};

}  // namespace cw::essence
