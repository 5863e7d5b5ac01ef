// How much faster or slower must a resampler run so that the samples of an unlocked sender stay in their place on the TAI line? A
// second-order loop: pure arithmetic.
#pragma once

#include <algorithm>

#include "gateway/core/tai_time.h"

namespace cw::bridge {

class DriftLoop {
 public:
  /// `error`: where the input is now on the TAI line minus where it comes out (positive: the output is behind and needs more
  /// samples). `elapsed`: since the last call. Returns the wanted change of length, e.g. 100e-6 for 100 ppm more samples.
  double update(Duration error, Duration elapsed) {
    const double error_s = static_cast<double>(error.count()) / kNsPerSecond;
    const double elapsed_s = static_cast<double>(elapsed.count()) / kNsPerSecond;
    integral_ = std::clamp(integral_ + kOmega * kOmega * error_s * elapsed_s, -kLimit, kLimit);
    return std::clamp(2 * kOmega * error_s + integral_, -kLimit, kLimit);
  }
  /// Forgets the rate: another sender may have taken over.
  void reset() { integral_ = 0; }

 private:
  static constexpr double kOmega = 0.2;    // rad/s: settles in about 15 s, hears no jitter of arrival
  static constexpr double kLimit = 0.005;  // 0.5 %: nine cents, and as fast as media times slew
  double integral_ = 0;
};

}  // namespace cw::bridge
