// RTP time stamps of one stream → TAI (DESIGN decision 5, ST 2059-1 §6, ST 2110-10 §7). Sits between LegMerger and the Assembler.
// A sender whose RTP clock follows PTP is mapped exactly. One that is not (random base, free-running clock) is mapped to its
// smoothed time of arrival: monotone, slewing by at most 0.5 %, with a flagged jump where slewing would take too long. Integers only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/counters.h"
#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"
#include "gateway/rtp/arrival_smoother.h"
#include "gateway/rtp/tick_scale.h"

namespace cw::rtp {

struct MediaTimeMapperConfig {
  Rate clock = kVideoClock;  ///< a whole number of ticks per second
  Duration max_latency =
      std::chrono::milliseconds{100};  ///< a locked sender's packets arrive at most this long after their RTP time
  Duration sender_delay =
      Duration{0};  ///< unlocked senders: from the media time of a packet to its sending (audio: packet time)
};

struct MediaTimeStatistics {
  Gauge offset_ns;  ///< arrival − RTP time taken as TAI (nearest wrap), of the last new time stamp
  Gauge locked;     ///< 1 or 0
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
  [[nodiscard]] MediaTime map(RtpTimestamp timestamp, TaiTime arrival) {
    if (started_ && timestamp == last_timestamp_ && !last_.jump) return last_;  // all but the first packet of a frame
    return map_other(timestamp, arrival);
  }
  /// The sender restarted: the next packet decides anew.
  void restart() { started_ = false; }

  [[nodiscard]] const MediaTimeStatistics& statistics() const { return statistics_; }
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  struct Exact {
    int64_t ticks = 0;      ///< the time stamp taken as TAI, nearest to the arrival
    int64_t offset_ns = 0;  ///< arrival − that
  };

  [[nodiscard]] MediaTime map_other(RtpTimestamp timestamp, TaiTime arrival);
  [[nodiscard]] MediaTime map_ticks(int64_t ticks, bool jump);
  [[nodiscard]] MediaTime remember(RtpTimestamp timestamp, const MediaTime& time);
  [[nodiscard]] Exact exact_of(RtpTimestamp timestamp, TaiTime arrival);
  [[nodiscard]] bool is_within(int64_t offset_ns, Duration early, Duration late) const;
  bool start(RtpTimestamp timestamp, TaiTime arrival);
  bool advance_locked(RtpTimestamp timestamp, TaiTime arrival);
  bool advance_unlocked(RtpTimestamp timestamp, TaiTime arrival);
  bool should_lose_lock(int64_t offset_ns, TaiTime arrival);
  bool should_gain_lock(int64_t offset_ns, TaiTime arrival);
  void set_locked(bool locked);

  MediaTimeMapperConfig config_;
  TickScale scale_;        ///< of the ticks in use
  TickScale exact_scale_;  ///< of ticks near the present
  ArrivalSmoother smoother_;
  bool started_ = false;
  bool ever_started_ = false;
  bool locked_ = false;
  RtpTimestamp last_timestamp_;
  MediaTime last_;
  int64_t highest_ticks_ = 0;
  TaiTime highest_arrival_;
  TaiTime contrary_since_;  ///< since when arrivals have spoken for the other state, without exception
  uint32_t contrary_count_ = 0;
  MediaTimeStatistics statistics_;
};

}  // namespace cw::rtp
