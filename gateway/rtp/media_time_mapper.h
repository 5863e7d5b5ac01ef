// RTP time stamps of one stream → TAI (DESIGN decision 5, ST 2059-1 §6, ST 2110-10 §7). Sits between LegMerger and the Assembler.
// A sender whose RTP clock follows PTP is mapped exactly. One that is not (random base, free-running clock) is mapped to its
// smoothed time of arrival: monotone, slewing by at most 0.5 %, with a flagged jump where slewing would take too long. Integers only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/counters.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"
#include "gateway/rtp/tick_scale.h"

namespace cw::rtp {

struct MediaTimeMapperConfig {
  Rate clock = kVideoClock;
  Duration max_latency =
      std::chrono::milliseconds{100};  ///< a locked sender's packets arrive at most this long after their RTP time
  Duration sender_delay =
      Duration{0};  ///< unlocked senders: from the media time of a packet to its sending (audio: packet time)
};

struct MediaTimeStatistics {
  Gauge
      offset_ns;  ///< arrival − RTP time taken as TAI, of the last new time stamp (wraps with the 32 bits when not locked)
  Gauge locked;  ///< 1 or 0
  Counter lock_changes;
  Counter jumps;
};

class MediaTimeMapper {
 public:
  struct MediaTime {
    MediaTicks ticks;  ///< locked: clock ticks since the TAI epoch, exact; else the sender's own count
    TaiTime tai;       ///< of the tick
    bool locked = false;
    bool jump = false;  ///< tai or ticks do not continue what came before: consumers start anew
  };

  explicit MediaTimeMapper(const MediaTimeMapperConfig& config);

  /// Of one packet, in order of arrival; packets with an older time stamp are mapped without being measured. One thread.
  [[nodiscard]] MediaTime map(RtpTimestamp timestamp, TaiTime arrival);
  /// The sender restarted: the next packet decides anew.
  void restart() { started_ = false; }

  [[nodiscard]] const MediaTimeStatistics& statistics() const { return statistics_; }
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  static constexpr size_t kWindowCount = 16;

  [[nodiscard]] MediaTime start(RtpTimestamp timestamp, TaiTime arrival);
  [[nodiscard]] MediaTime on_new_timestamp(RtpTimestamp timestamp, TaiTime arrival);
  [[nodiscard]] MediaTime map_ticks(int64_t ticks, bool jump) const;
  bool watch_lock(RtpTimestamp timestamp, TaiTime arrival);
  bool watch_unlocked(int64_t ticks, TaiTime arrival);
  bool follow_step(int64_t ticks, int64_t observed_ns, int64_t error_ns);
  void lose_lock(int64_t ticks, TaiTime arrival);
  void gain_lock(int64_t exact_ticks);
  void anchor(int64_t ticks, int64_t offset_ns);
  void observe(int64_t ticks, int64_t observed_ns);
  [[nodiscard]] int64_t offset_at(int64_t ticks) const;
  [[nodiscard]] int64_t arrival_offset_ns(RtpTimestamp timestamp, TaiTime arrival, int64_t* exact_ticks) const;

  MediaTimeMapperConfig config_;
  TickScale scale_;
  bool started_ = false;
  bool ever_started_ = false;
  bool locked_ = false;
  RtpTimestamp last_timestamp_;
  MediaTime last_;
  int64_t highest_ticks_ = 0;
  TaiTime contrary_since_;  ///< since when arrivals speak for the other state
  uint32_t contrary_count_ = 0;
  uint32_t step_count_ = 0;  ///< consecutive observations that are a step later
  int64_t step_min_ns_ = 0;
  int64_t window_start_ticks_ = 0;
  int64_t window_ticks_;
  int64_t window_min_ns_ = 0;
  int64_t offset_ns_ = 0;  ///< TAI − scaled ticks at window_start_ticks_
  int64_t slew_q32_ = 0;   ///< ns per tick, 32 fractional bits
  std::array<int64_t, kWindowCount> minima_ns_{};
  size_t minima_count_ = 0;
  size_t minima_next_ = 0;
  MediaTimeStatistics statistics_;
};

}  // namespace cw::rtp
