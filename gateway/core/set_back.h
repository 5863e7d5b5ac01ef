// Notices that the clock was set back: what was scheduled by the old time would otherwise wait until the new one has caught up.
#pragma once

#include "gateway/core/tai_time.h"

namespace cw {

/// One per thread or agent that schedules.
class SetBack {
 public:
  /// Waiting this out is better than sending again what has been sent.
  static constexpr Duration kBearable = std::chrono::milliseconds(100);

  /// True when `now` lies further back than that behind the `now` of the last call.
  [[nodiscard]] bool noticed(TaiTime now) {
    const bool back = now + kBearable < last_;
    last_ = now;
    return back;
  }

 private:
  TaiTime last_;
};

}  // namespace cw
