// TAI − UTC as the master tells it: its currentUtcOffset and leap flags (IEEE 1588-2008 9.4), brought into force at the
// right second, and the conversion of a master that sends UTC instead of TAI (ARB timescale). TAI itself never jumps.
// Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/tai_time.h"

namespace cw::ptp {

/// What the parent's last Announce says of UTC.
struct UtcAnnouncement {
  uint16_t flags = 0;
  int16_t offset_s = 0;
};

class UtcTracker {
 public:
  /// `fallback_s`: for masters that tell no offset; without it the leap second table is asked.
  explicit UtcTracker(std::optional<int> fallback_s) : fallback_s_(fallback_s) {}

  /// `now` is our own TAI; a leap is planned only while it can be `trusted` to find midnight by it.
  void on_announce(const UtcAnnouncement& announcement, TaiTime now, bool trusted);
  /// Carries out a leap that is due.
  void poll(TaiTime now);

  /// TAI − UTC in force; nullopt: neither told nor configured.
  [[nodiscard]] std::optional<int> offset_s() const { return offset_s_ ? offset_s_ : fallback_s_; }
  /// The parent sends UTC.
  [[nodiscard]] bool arb() const { return arb_; }
  /// The planned leap: +1, -1 or 0.
  [[nodiscard]] int leap_s() const { return leap_ ? leap_->jump_s : 0; }
  /// When it comes into force.
  [[nodiscard]] std::optional<TaiTime> leap_at() const;

  /// TAI of a master's time. Around a leap second, when UTC is ambiguous, the reading that is nearer to `own`.
  [[nodiscard]] TaiTime to_tai(int64_t master_ns, TaiTime own) const;

 private:
  struct Leap {
    TaiTime at;  ///< 00:00:00 UTC after it
    int jump_s = 0;
  };

  void plan(int jump_s, TaiTime now);
  void execute();
  [[nodiscard]] int offset_at(int64_t utc_ns) const;

  std::optional<int> fallback_s_;
  std::optional<int> offset_s_;
  std::optional<Leap> leap_;
  std::optional<Leap> past_leap_;  // for as long as Announces may still tell the time before it
  bool arb_ = false;
};

}  // namespace cw::ptp
