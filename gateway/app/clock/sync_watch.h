// When the next PTP event message is likely to come, so that a worker which otherwise sleeps is awake for it: software stamps are as late
// as the poll that finds the message.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/tai_time.h"

namespace cw::app {

/// One worker thread. Costs at most kLongestWatch of polling per message.
class SyncWatch {
 public:
  static constexpr Duration kLongestWatch = std::chrono::milliseconds(2);
  static constexpr Duration kMargin = std::chrono::microseconds(200);

  /// A Sync came.
  void on_sync(TaiTime arrival) {
    const Duration interval = arrival - last_;
    last_ = arrival;
    begin_ = end_ = TaiTime{};
    if (interval <= Duration{0} || interval > kLongestInterval) {
      known_ = 0;
      return;
    }
    intervals_[known_++ % intervals_.size()] = interval;
    if (known_ < intervals_.size()) return;
    const auto [shortest, longest] = std::ranges::minmax(intervals_);
    begin_ = last_ + shortest - kMargin;
    end_ = std::min(last_ + longest + kMargin, begin_ + kLongestWatch);
  }
  /// A request left that is answered at once (peer delay).
  void on_request(TaiTime now) {
    begin_ = now;
    end_ = now + kLongestWatch;
  }
  /// Whether to poll without a pause.
  [[nodiscard]] bool watching(TaiTime now) const { return now >= begin_ && now < end_; }
  /// When watching begins; the epoch when it is not known, or has passed.
  [[nodiscard]] TaiTime begin() const { return begin_; }

 private:
  static constexpr Duration kLongestInterval = std::chrono::seconds(3);

  std::array<Duration, 8> intervals_{};
  size_t known_ = 0;
  TaiTime last_;
  TaiTime begin_;
  TaiTime end_;
};

}  // namespace cw::app
