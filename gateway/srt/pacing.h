// When a chunk leaves: at the time its multiplex says, so that receivers see a constant rate and PCRs that arrive when they are due,
// although the muxer hands over a whole frame at once.
#pragma once

#include "gateway/core/tai_time.h"

namespace cw::srt {

/// A chunk due later than this is not believed (the clock was stepped): it goes at once.
inline constexpr Duration kFurthestDue = std::chrono::seconds(3);
/// Chunks due this soon go together: finer steps than the scheduler's are no use.
inline constexpr Duration kPacingStep = std::chrono::milliseconds(1);

/// How long the chunk still has to wait; zero when it is due, late, or not believed. Pure.
[[nodiscard]] constexpr Duration time_to_wait(TaiTime due, TaiTime now) {
  const Duration ahead = due - now;
  return ahead < kPacingStep || ahead > kFurthestDue ? Duration::zero() : ahead;
}

}  // namespace cw::srt
