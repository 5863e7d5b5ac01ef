#include "gateway/anc_services/timecode.h"

namespace cw::anc_services {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kMaxBase = 30;
constexpr int64_t kNtscDen = 1001;

int64_t whole_frames_per_second(FrameRate rate) { return (rate.num() + rate.den() / 2) / rate.den(); }

/// Frames that share one number.
int64_t frames_per_number(FrameRate rate) {
  const int64_t whole = whole_frames_per_second(rate);
  return whole <= kMaxBase ? 1 : (whole + kMaxBase - 1) / kMaxBase;
}

bool uses_drop_frame(FrameRate rate) { return rate.den() == kNtscDen && timecode_base(rate) == kMaxBase; }

/// Frame numbers 0 and 1 of every minute but each tenth do not exist (ST 12-1 §5.2.2): the count is moved over the gaps.
int64_t over_dropped_numbers(int64_t count) {
  constexpr int64_t kPerMinute = 60 * kMaxBase - 2;
  constexpr int64_t kPerTenMinutes = 10 * kPerMinute + 2;
  const int64_t tens = count / kPerTenMinutes;
  const int64_t rest = count % kPerTenMinutes;
  const int64_t minutes = rest < 2 ? 0 : (rest - 2) / kPerMinute;
  return count + 18 * tens + 2 * minutes;
}

/// The first frame that starts at or after midnight of the day that contains frame `index`.
int64_t first_frame_of_day(int64_t index, FrameRate rate, int64_t offset_from_tai_s) {
  const int64_t offset_ns = offset_from_tai_s * kNsPerSecond;
  const Int128 day = floor_div(Int128{rate.time_of(index).ns()} + offset_ns, Int128{kSecondsPerDay} * kNsPerSecond);
  const auto midnight = TaiTime::from_ns(static_cast<int64_t>(day * kSecondsPerDay * kNsPerSecond - offset_ns));
  const int64_t frame = rate.index_at(midnight);
  return rate.time_of(frame) < midnight ? frame + 1 : frame;
}

void append_two_digits(std::string& text, int64_t value) {
  text += static_cast<char>('0' + value / 10 % 10);
  text += static_cast<char>('0' + value % 10);
}

}  // namespace

uint8_t timecode_base(FrameRate rate) {
  return static_cast<uint8_t>(whole_frames_per_second(rate) / frames_per_number(rate));
}

Timecode timecode_of(int64_t index, FrameRate rate, int64_t offset_from_tai_s) {
  const int64_t frame = index - first_frame_of_day(index, rate, offset_from_tai_s);
  const int64_t per_number = frames_per_number(rate);
  const int64_t base = timecode_base(rate);
  Timecode timecode;
  timecode.drop_frame = uses_drop_frame(rate);
  timecode.second = per_number > 1 && frame % per_number >= per_number / 2;
  const int64_t number = timecode.drop_frame ? over_dropped_numbers(frame / per_number) : frame / per_number;
  timecode.frames = static_cast<uint8_t>(number % base);
  timecode.seconds = static_cast<uint8_t>(number / base % 60);
  timecode.minutes = static_cast<uint8_t>(number / base / 60 % 60);
  timecode.hours = static_cast<uint8_t>(number / base / 3600 % 24);
  return timecode;
}

std::string to_string(const Timecode& timecode, FrameRate rate, bool true_frames) {
  std::string text;
  append_two_digits(text, timecode.hours);
  text += ':';
  append_two_digits(text, timecode.minutes);
  text += ':';
  append_two_digits(text, timecode.seconds);
  text += timecode.drop_frame ? ';' : ':';
  const int64_t per_number = true_frames ? frames_per_number(rate) : 1;
  append_two_digits(text, per_number == 1 ? timecode.frames : timecode.frames * 2 + (timecode.second ? 1 : 0));
  return text;
}

}  // namespace cw::anc_services
