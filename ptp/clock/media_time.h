// Conversions between the scales of media time (ST 2059-1): TAI, UTC, the time address of ST 12-1, RTP time stamps, frame indices.
// All exact in 128-bit integers. Frame index ↔ TAI is cw::Rate, calendar dates are gateway/core/utc_time.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "gateway/core/rational.h"
#include "gateway/core/rtp_types.h"
#include "gateway/core/tai_time.h"
#include "ptp/clock/leap_seconds.h"

namespace cw::ptp {

/// UTC as POSIX counts it, with the one thing that it cannot say.
struct UtcTime {
  int64_t posix_ns = 0;
  bool leap_second = false;  ///< 23:59:60.x, shown as 23:59:59.x
  constexpr bool operator==(const UtcTime&) const = default;
};

/// Exact inverses of each other wherever `utc` exists; a removed second's times become those after it.
[[nodiscard]] UtcTime to_utc_time(TaiTime tai, std::span<const LeapSecond> table = leap_second_table());
[[nodiscard]] TaiTime to_tai(UtcTime utc, std::span<const LeapSecond> table = leap_second_table());

/// An address of ST 12-1 with its frames counted one by one, also above 30 a second (where one number of ST 12-1 serves two frames or
/// more).
struct TimeAddress {
  uint8_t hours = 0;
  uint8_t minutes = 0;
  uint8_t seconds = 0;
  uint8_t frames = 0;
  bool drop_frame = false;
  constexpr bool operator==(const TimeAddress&) const = default;
};

/// Frame numbers in a second of the address: the rate rounded up to an integer (30 for 30000/1001).
[[nodiscard]] int64_t frame_numbers_per_second(FrameRate rate);
/// Whether numbers can be dropped at the rate: 30, 60 and 120 × 1000/1001.
[[nodiscard]] bool can_drop_frames(FrameRate rate);

/// When time addresses were last set to the time of day (ST 2059-1 and the SM TLV of ST 2059-2: time of the previous jam, and the
/// local offset then in use).
struct DailyJam {
  TaiTime at;
  int64_t local_offset_s = 0;  ///< local time − TAI: −37 in UTC, 3563 in Berlin's winter
  constexpr bool operator==(const DailyJam&) const = default;
};

/// The latest jam at or before `time`, when addresses are jammed every day at local midnight + `jam_offset_s`.
[[nodiscard]] DailyJam last_jam(TaiTime time, int64_t local_offset_s, int64_t jam_offset_s = 0);

/// Address of frame `index`. The first frame that starts at or after the jam bears the jam's time of day, the others are counted from
/// it. `drop_frame` is ignored where it cannot be.
[[nodiscard]] TimeAddress address_of(int64_t index, FrameRate rate, const DailyJam& jam, bool drop_frame = true);
/// The first frame at or after the jam that bears the address; nullopt when none does: a dropped number, or digits out of range.
[[nodiscard]] std::optional<int64_t> index_of(const TimeAddress& address, FrameRate rate, const DailyJam& jam);

/// Time stamp of a media clock that was 0 at the TAI epoch (ST 2059-1, ST 2110-10 `mediaclk:direct=0`), at any time.
[[nodiscard]] constexpr RtpTimestamp rtp_timestamp_at(TaiTime time, Rate media_clock) {
  return MediaTicks{media_clock.index_at(time)}.wrapped();
}
/// The first ns of the tick that the time stamp names, of all its turns the one nearest to `reference`.
[[nodiscard]] constexpr TaiTime time_of_rtp(RtpTimestamp timestamp, Rate media_clock, TaiTime reference) {
  return media_clock.time_of(unwrap_near(timestamp, MediaTicks{media_clock.index_at(reference)}).value);
}
/// The frame nearest to a time stamp, since senders round the stamps of frames either way.
[[nodiscard]] constexpr int64_t frame_of_rtp(RtpTimestamp timestamp, Rate media_clock, FrameRate rate,
                                             TaiTime reference) {
  return media_clock.rescale(unwrap_near(timestamp, MediaTicks{media_clock.index_at(reference)}).value, rate);
}
/// Time stamp of a frame that starts at its alignment point.
[[nodiscard]] constexpr RtpTimestamp rtp_of_frame(int64_t index, FrameRate rate, Rate media_clock) {
  return MediaTicks{rate.rescale_floor(index, media_clock)}.wrapped();
}

}  // namespace cw::ptp
