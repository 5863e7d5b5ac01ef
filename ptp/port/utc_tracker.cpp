#include "ptp/port/utc_tracker.h"

#include "ptp/clock/leap_seconds.h"
#include "ptp/wire/messages.h"

namespace cw::ptp {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
// Around a leap: how long ambiguous times are looked at twice, and how long a master may take to announce the new
// offset.
constexpr Duration kAmbiguous{5 * kNsPerSecond};
constexpr Duration kSettling{10 * kNsPerSecond};

int leap_of(uint16_t announced) {
  const int insert = (announced & flags::kLeap61) != 0 ? 1 : 0;
  const int remove = (announced & flags::kLeap59) != 0 ? 1 : 0;
  return insert - remove;
}

Duration distance(TaiTime a, TaiTime b) { return a > b ? a - b : b - a; }

TaiTime from_utc(int64_t utc_ns, int offset_s) { return TaiTime::from_ns(utc_ns + offset_s * kNsPerSecond); }

}  // namespace

void UtcTracker::on_announce(const UtcAnnouncement& announcement, TaiTime now, bool trusted) {
  poll(now);
  arb_ = (announcement.flags & flags::kPtpTimescale) == 0;
  const bool told = (announcement.flags & flags::kUtcOffsetValid) != 0 || announcement.offset_s != 0;
  if (past_leap_ && told && announcement.offset_s != offset_s_) return;  // still the time before the leap
  if (leap_ && distance(now, leap_->at) < kAmbiguous) {
    // The master's midnight may come a little before ours; what was planned for it stands.
    if (told && announcement.offset_s == *offset_s() + leap_->jump_s) execute();
    return;
  }
  offset_s_ = told ? std::optional<int>{announcement.offset_s} : std::nullopt;
  if (past_leap_) return;  // the flags may stay up for a while
  plan(trusted ? leap_of(announcement.flags) : 0, now);
}

void UtcTracker::plan(int jump_s, TaiTime now) {
  leap_.reset();
  if (jump_s == 0 || !offset_s()) return;
  const int64_t utc_s = static_cast<int64_t>(floor_div(now.ns(), kNsPerSecond)) - *offset_s();
  const int64_t midnight_s = (static_cast<int64_t>(floor_div(utc_s, kSecondsPerDay)) + 1) * kSecondsPerDay;
  leap_ = Leap{.at = from_utc(midnight_s * kNsPerSecond, *offset_s() + jump_s), .jump_s = jump_s};
}

void UtcTracker::execute() {
  offset_s_ = *offset_s() + leap_->jump_s;
  past_leap_ = leap_;
  leap_.reset();
}

void UtcTracker::poll(TaiTime now) {
  if (leap_ && now >= leap_->at) execute();
  if (past_leap_ && distance(now, past_leap_->at) > kSettling) past_leap_.reset();
}

std::optional<TaiTime> UtcTracker::leap_at() const { return leap_ ? std::optional{leap_->at} : std::nullopt; }

int UtcTracker::offset_at(int64_t utc_ns) const {
  if (const auto told = offset_s()) return *told;
  return utc_offset_at(static_cast<int64_t>(floor_div(utc_ns, kNsPerSecond)));
}

TaiTime UtcTracker::to_tai(int64_t master_ns, TaiTime own) const {
  if (!arb_) return TaiTime::from_ns(master_ns);
  const int offset_s = offset_at(master_ns);
  const TaiTime likely = from_utc(master_ns, offset_s);
  const auto& leap = leap_ ? leap_ : past_leap_;
  if (!leap || distance(own, leap->at) > kAmbiguous) return likely;
  const TaiTime other = from_utc(master_ns, leap_ ? offset_s + leap->jump_s : offset_s - leap->jump_s);
  return distance(other, own) < distance(likely, own) ? other : likely;
}

}  // namespace cw::ptp
