#include "ptp/clock/leap_seconds.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace cw::ptp {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr int64_t january(int y) { return sys_days{year{y} / 1 / 1}.time_since_epoch().count() * int64_t{86400}; }
constexpr int64_t july(int y) { return sys_days{year{y} / 7 / 1}.time_since_epoch().count() * int64_t{86400}; }

/// The moment after each leap second.
constexpr std::array kAfterLeap{
    july(1972),    january(1973), january(1974), january(1975), january(1976), january(1977), january(1978),
    january(1979), january(1980), july(1981),    july(1982),    july(1983),    july(1985),    january(1988),
    january(1990), january(1991), july(1992),    july(1993),    july(1994),    january(1996), july(1997),
    january(1999), january(2006), january(2009), july(2012),    july(2015),    january(2017),
};

constexpr auto kTable = [] {
  std::array<LeapSecond, kAfterLeap.size()> table{};
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = {.utc_s = kAfterLeap[i], .tai_minus_utc_s = kFirstTaiMinusUtc + static_cast<int>(i) + 1};
  }
  return table;
}();

}  // namespace

std::span<const LeapSecond> leap_second_table() { return kTable; }

int utc_offset_at(int64_t utc_seconds) {
  const auto after = std::ranges::upper_bound(kTable, utc_seconds, {}, &LeapSecond::utc_s);
  return after == kTable.begin() ? kFirstTaiMinusUtc : (after - 1)->tai_minus_utc_s;
}

}  // namespace cw::ptp
