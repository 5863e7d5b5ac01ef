// The offset between a free-running sender's clock and TAI, estimated from arrivals: MediaTimeMapper's part for unlocked senders.
// Network delay only ever adds, so the estimate steers to the least offset of the last second; it moves by at most 0.5 % of the media
// time, and jumps where steering would take too long (a paused source, a restarted one, a start in the middle of a frame).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cw::rtp {

class ArrivalSmoother {
 public:
  explicit ArrivalSmoother(int64_t ticks_per_second);

  /// Starts over with one observation. All offsets: ns, arrival − media time.
  void jump_to(int64_t ticks, int64_t offset_ns);
  /// One observation, of a time stamp higher than all before. True when the estimate jumped.
  bool observe(int64_t ticks, int64_t offset_ns);
  /// The estimate at `ticks`: continuous and, together with the media time, monotone.
  [[nodiscard]] int64_t offset_at(int64_t ticks) const;

 private:
  static constexpr size_t kWindowCount = 16;

  bool follow_step(int64_t ticks, int64_t offset_ns, int64_t error_ns);
  void set_estimate(int64_t ticks, int64_t offset_ns);
  void close_window(int64_t ticks);

  int64_t ticks_per_second_;
  int64_t window_ticks_;
  int64_t settled_ticks_ = 0;  ///< until here the estimate is still rough
  int64_t start_ticks_ = 0;    ///< of the present window
  int64_t offset_ns_ = 0;      ///< estimate at start_ticks_
  int64_t slew_q32_ = 0;       ///< ns per tick, 32 fractional bits
  int64_t window_min_ns_ = 0;
  std::array<int64_t, kWindowCount> minima_ns_{};
  size_t minima_count_ = 0;
  size_t minima_next_ = 0;
  uint32_t step_count_ = 0;  ///< consecutive observations that came a step later than estimated
  int64_t step_min_ns_ = 0;
};

}  // namespace cw::rtp
