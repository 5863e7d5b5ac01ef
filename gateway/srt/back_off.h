// How long a caller waits before it tries again: doubling, bounded. Pure; time comes in as an argument elsewhere.
#pragma once

#include <algorithm>
#include <chrono>

namespace cw::srt {

class BackOff {
 public:
  using Milliseconds = std::chrono::milliseconds;
  static constexpr Milliseconds kFirst{250};
  static constexpr Milliseconds kLongest{8000};

  /// The wait before the next attempt; each call doubles the one after it.
  [[nodiscard]] Milliseconds next() {
    const Milliseconds wait = next_;
    next_ = std::min(next_ * 2, kLongest);
    return wait;
  }
  /// After a connection that held.
  void reset() { next_ = kFirst; }

 private:
  Milliseconds next_ = kFirst;
};

}  // namespace cw::srt
