// The one clock (DESIGN decision 1): TAI for every stage. Read once per cycle and handed on as an argument.
#pragma once

#include "gateway/core/tai_time.h"

namespace cw {

class MediaClock {
 public:
  virtual ~MediaClock() = default;
  /// TAI now. Safe from any thread, never blocks, never goes backwards on one thread.
  [[nodiscard]] virtual TaiTime now() const noexcept = 0;
  /// TAI − UTC in seconds at present (37 since 2017), for the edges that speak UTC.
  [[nodiscard]] virtual int utc_offset_s() const noexcept = 0;
};

}  // namespace cw
