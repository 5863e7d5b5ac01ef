#include "gateway/core/utc_time.h"

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>

namespace cw {

CivilTime to_utc(TaiTime tai, int utc_offset_s) {
  using std::chrono::days;
  using std::chrono::floor;
  using std::chrono::nanoseconds;
  const nanoseconds since_epoch = nanoseconds{tai.ns()} - std::chrono::seconds{utc_offset_s};
  const days day_count = floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days{day_count}};
  const std::chrono::hh_mm_ss time{since_epoch - day_count};
  return CivilTime{
      .year = static_cast<int>(date.year()),
      .month = static_cast<uint8_t>(static_cast<unsigned>(date.month())),
      .day = static_cast<uint8_t>(static_cast<unsigned>(date.day())),
      .hour = static_cast<uint8_t>(time.hours().count()),
      .minute = static_cast<uint8_t>(time.minutes().count()),
      .second = static_cast<uint8_t>(time.seconds().count()),
      .nanosecond = static_cast<uint32_t>(time.subseconds().count()),
  };
}

std::string format_utc(TaiTime tai, int utc_offset_s) {
  const CivilTime utc = to_utc(tai, utc_offset_s);
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04" PRId64 "-%02u-%02uT%02u:%02u:%02u.%03uZ", utc.year,
                                   utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.nanosecond / 1'000'000);
  return std::string(text.data(), static_cast<size_t>(length));
}

}  // namespace cw
