#include "gateway/rtp/media_time_mapper.h"

namespace cw::rtp {
namespace {

/// A locked sender's packets may look this much early: both clocks follow PTP to a microsecond, software senders to less than this.
constexpr Duration kEarly = std::chrono::milliseconds{1};
/// Lock is lost only well outside the range in which it is gained, so that a sender near the edge does not flap.
constexpr Duration kEarlyToLose = std::chrono::milliseconds{20};
constexpr Duration kLateMarginToLose = std::chrono::milliseconds{100};
/// How long arrivals must speak for the other state.
constexpr Duration kTimeToGain = std::chrono::seconds{1};
constexpr Duration kTimeToLose = std::chrono::milliseconds{500};
/// So far off that it is another clock, not a delay: then a few time stamps suffice.
constexpr Duration kOtherClock = std::chrono::seconds{1};
constexpr uint32_t kObservationsToLose = 3;
/// Older time stamps are reordering as long as newer ones came within this time; afterwards the sender stepped back.
constexpr Duration kReordering = std::chrono::milliseconds{100};
/// After such a silence nothing of the past is believed.
constexpr Duration kForgotten = std::chrono::seconds{10};

int64_t step_from(RtpTimestamp timestamp, int64_t ticks) {
  return static_cast<int32_t>(timestamp.value - MediaTicks{ticks}.wrapped().value);
}

}  // namespace

MediaTimeMapper::MediaTimeMapper(const MediaTimeMapperConfig& config)
    : config_(config), scale_(config.clock), exact_scale_(config.clock), smoother_(config.clock.num()) {}

MediaTimeMapper::MediaTime MediaTimeMapper::map_other(RtpTimestamp timestamp, TaiTime arrival) {
  if (!started_ || arrival - highest_arrival_ > kForgotten) {
    const bool jump = start(timestamp, arrival);
    return remember(timestamp, map_ticks(highest_ticks_, jump));
  }
  const int64_t step = step_from(timestamp, highest_ticks_);
  if (step == 0) return remember(timestamp, map_ticks(highest_ticks_, false));
  const bool reordered = step < 0 && step > -scale_.ticks_per_second() && arrival - highest_arrival_ < kReordering;
  if (reordered) return remember(timestamp, map_ticks(highest_ticks_ + step, false));
  const bool jump = locked_ ? advance_locked(timestamp, arrival) : advance_unlocked(timestamp, arrival);
  highest_arrival_ = arrival;
  if (jump) statistics_.jumps.add();
  return remember(timestamp, map_ticks(highest_ticks_, jump));
}

MediaTimeMapper::MediaTime MediaTimeMapper::map_ticks(int64_t ticks, bool jump) {
  int64_t tai_ns = scale_.ns_of(ticks);
  if (!locked_) tai_ns += smoother_.offset_at(ticks);
  return MediaTime{.ticks = MediaTicks{ticks}, .tai = TaiTime::from_ns(tai_ns), .locked = locked_, .jump = jump};
}

MediaTimeMapper::MediaTime MediaTimeMapper::remember(RtpTimestamp timestamp, const MediaTime& time) {
  last_timestamp_ = timestamp;
  last_ = time;
  return time;
}

MediaTimeMapper::Exact MediaTimeMapper::exact_of(RtpTimestamp timestamp, TaiTime arrival) {
  const MediaTicks ticks = unwrap_near(timestamp, MediaTicks{exact_scale_.ticks_at(arrival.ns())});
  const int64_t offset_ns = arrival.ns() - exact_scale_.ns_of(ticks.value);
  statistics_.offset_ns.set(offset_ns);
  return {.ticks = ticks.value, .offset_ns = offset_ns};
}

bool MediaTimeMapper::is_within(int64_t offset_ns, Duration early, Duration late) const {
  return offset_ns >= -early.count() && offset_ns <= late.count();
}

// True when what follows does not continue what came before.
bool MediaTimeMapper::start(RtpTimestamp timestamp, TaiTime arrival) {
  const Exact exact = exact_of(timestamp, arrival);
  const bool was_locked = locked_;
  const bool continued = ever_started_;
  set_locked(is_within(exact.offset_ns, kEarly, config_.max_latency));
  started_ = true;
  ever_started_ = true;
  contrary_count_ = 0;
  highest_arrival_ = arrival;
  highest_ticks_ = locked_ ? exact.ticks : int64_t{timestamp.value};
  if (!locked_) {
    smoother_.jump_to(highest_ticks_, (arrival - config_.sender_delay).ns() - scale_.ns_of(highest_ticks_));
  }
  const bool jump = continued && !(was_locked && locked_);
  if (jump) statistics_.jumps.add();
  return jump;
}

bool MediaTimeMapper::advance_locked(RtpTimestamp timestamp, TaiTime arrival) {
  const Exact exact = exact_of(timestamp, arrival);
  const bool stepped_back = exact.ticks < highest_ticks_;
  highest_ticks_ = exact.ticks;
  if (!should_lose_lock(exact.offset_ns, arrival)) return stepped_back;
  set_locked(false);
  smoother_.jump_to(exact.ticks, exact.offset_ns - config_.sender_delay.count());
  return true;
}

bool MediaTimeMapper::advance_unlocked(RtpTimestamp timestamp, TaiTime arrival) {
  const Exact exact = exact_of(timestamp, arrival);
  if (should_gain_lock(exact.offset_ns, arrival)) {
    set_locked(true);
    highest_ticks_ = exact.ticks;
    return true;
  }
  const int64_t step = step_from(timestamp, highest_ticks_);
  highest_ticks_ += step;
  const int64_t offset_ns = (arrival - config_.sender_delay).ns() - scale_.ns_of(highest_ticks_);
  if (step < 0) {  // the sender stepped back
    smoother_.jump_to(highest_ticks_, offset_ns);
    return true;
  }
  return smoother_.observe(highest_ticks_, offset_ns);
}

bool MediaTimeMapper::should_lose_lock(int64_t offset_ns, TaiTime arrival) {
  if (is_within(offset_ns, kEarlyToLose, 2 * config_.max_latency + kLateMarginToLose)) {
    contrary_count_ = 0;
    return false;
  }
  if (contrary_count_++ == 0) contrary_since_ = arrival;
  if (contrary_count_ < kObservationsToLose) return false;
  return !is_within(offset_ns, kOtherClock, kOtherClock) || arrival - contrary_since_ >= kTimeToLose;
}

bool MediaTimeMapper::should_gain_lock(int64_t offset_ns, TaiTime arrival) {
  if (!is_within(offset_ns, kEarly, config_.max_latency)) {
    contrary_count_ = 0;
    return false;
  }
  if (contrary_count_++ == 0) contrary_since_ = arrival;
  return arrival - contrary_since_ >= kTimeToGain;
}

void MediaTimeMapper::set_locked(bool locked) {
  if (ever_started_ && locked != locked_) statistics_.lock_changes.add();
  locked_ = locked;
  contrary_count_ = 0;
  statistics_.locked.set(locked ? 1 : 0);
}

}  // namespace cw::rtp
