#include "ptp/clock/media_time.h"

#include <algorithm>

namespace cw::ptp {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kMinutesPerDay = 1'440;
constexpr int64_t kNtscDen = 1'001;
constexpr int64_t kDroppedPerThirty = 2;

/// TAI of the moment from which an entry counts.
TaiTime start_of(const LeapSecond& entry) {
  return TaiTime::from_ns((entry.utc_s + entry.tai_minus_utc_s) * kNsPerSecond);
}

/// Counting of addresses at one rate, from 00:00:00:00.
struct Count {
  int64_t per_second;
  int64_t dropped;  ///< numbers missing at the start of nine minutes out of ten

  Count(FrameRate rate, bool drop_frame)
      : per_second(frame_numbers_per_second(rate)),
        dropped(drop_frame && can_drop_frames(rate) ? per_second / 30 * kDroppedPerThirty : 0) {}

  [[nodiscard]] int64_t per_minute() const { return 60 * per_second - dropped; }
  [[nodiscard]] int64_t per_ten_minutes() const { return 10 * per_minute() + dropped; }
  [[nodiscard]] int64_t per_day() const { return kMinutesPerDay / 10 * per_ten_minutes(); }

  [[nodiscard]] bool exists(const TimeAddress& address) const {
    if (address.hours >= 24 || address.minutes >= 60 || address.seconds >= 60 || address.frames >= per_second)
      return false;
    return address.drop_frame == (dropped != 0) &&
           (address.minutes % 10 == 0 || address.seconds != 0 || address.frames >= dropped);
  }
  [[nodiscard]] int64_t frame_of(const TimeAddress& address) const {
    const int64_t minutes = address.hours * int64_t{60} + address.minutes;
    const int64_t number = (minutes * 60 + address.seconds) * per_second + address.frames;
    return number - dropped * (minutes - minutes / 10);
  }
  /// `frame` counts from 0 and may run over midnight.
  [[nodiscard]] TimeAddress address_of(int64_t frame) const {
    frame %= per_day();
    const int64_t tens = frame / per_ten_minutes();
    const int64_t rest = frame % per_ten_minutes();
    const int64_t minutes = rest < dropped ? 0 : (rest - dropped) / per_minute();
    const int64_t number = frame + dropped * (9 * tens + minutes);
    const int64_t seconds = number / per_second;
    return {.hours = static_cast<uint8_t>(seconds / 3'600),
            .minutes = static_cast<uint8_t>(seconds / 60 % 60),
            .seconds = static_cast<uint8_t>(seconds % 60),
            .frames = static_cast<uint8_t>(number % per_second),
            .drop_frame = dropped != 0};
  }
  /// The frame that bears the time of day of the jam, or the first existing number after it.
  [[nodiscard]] int64_t frame_at(const DailyJam& jam) const {
    const auto local_s = static_cast<int64_t>(floor_div(jam.at.ns(), kNsPerSecond)) + jam.local_offset_s;
    const auto of_day = local_s - static_cast<int64_t>(floor_div(local_s, kSecondsPerDay)) * kSecondsPerDay;
    TimeAddress address{.hours = static_cast<uint8_t>(of_day / 3'600),
                        .minutes = static_cast<uint8_t>(of_day / 60 % 60),
                        .seconds = static_cast<uint8_t>(of_day % 60),
                        .drop_frame = dropped != 0};
    if (!exists(address)) address.frames = static_cast<uint8_t>(dropped);
    return frame_of(address);
  }
};

int64_t first_frame_from(TaiTime time, FrameRate rate) {
  const int64_t index = rate.index_at(time);
  return rate.time_of(index) < time ? index + 1 : index;
}

}  // namespace

UtcTime to_utc_time(TaiTime tai, std::span<const LeapSecond> table) {
  const auto next = std::ranges::upper_bound(table, tai, {}, start_of);
  const int before = next == table.begin() ? kFirstTaiMinusUtc : (next - 1)->tai_minus_utc_s;
  const int64_t posix_ns = tai.ns() - before * kNsPerSecond;
  // What counts past the moment of the next entry is the second inserted before it.
  if (next != table.end() && posix_ns >= next->utc_s * kNsPerSecond) return {posix_ns - kNsPerSecond, true};
  return {posix_ns, false};
}

TaiTime to_tai(UtcTime utc, std::span<const LeapSecond> table) {
  const auto next = std::ranges::upper_bound(table, floor_div(utc.posix_ns, kNsPerSecond), {}, &LeapSecond::utc_s);
  const int offset_s = next == table.begin() ? kFirstTaiMinusUtc : (next - 1)->tai_minus_utc_s;
  return TaiTime::from_ns(utc.posix_ns + (offset_s + (utc.leap_second ? 1 : 0)) * kNsPerSecond);
}

int64_t frame_numbers_per_second(FrameRate rate) { return (rate.num() + rate.den() - 1) / rate.den(); }

bool can_drop_frames(FrameRate rate) { return rate.den() == kNtscDen && frame_numbers_per_second(rate) % 30 == 0; }

DailyJam last_jam(TaiTime time, int64_t local_offset_s, int64_t jam_offset_s) {
  const Int128 day_ns = Int128{kSecondsPerDay} * kNsPerSecond;
  const Int128 shift_ns = Int128{local_offset_s - jam_offset_s} * kNsPerSecond;
  const Int128 day = floor_div(time.ns() + shift_ns, day_ns);
  return {.at = TaiTime::from_ns(static_cast<int64_t>(day * day_ns - shift_ns)), .local_offset_s = local_offset_s};
}

TimeAddress address_of(int64_t index, FrameRate rate, const DailyJam& jam, bool drop_frame) {
  const Count count(rate, drop_frame);
  const int64_t since = index - first_frame_from(jam.at, rate) + count.frame_at(jam);
  return count.address_of(since - static_cast<int64_t>(floor_div(since, count.per_day())) * count.per_day());
}

std::optional<int64_t> index_of(const TimeAddress& address, FrameRate rate, const DailyJam& jam) {
  const Count count(rate, address.drop_frame);
  if (!count.exists(address)) return std::nullopt;
  int64_t since = count.frame_of(address) - count.frame_at(jam);
  if (since < 0) since += count.per_day();
  return first_frame_from(jam.at, rate) + since;
}

}  // namespace cw::ptp
