#include "sdp/st2110/packet_time.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr uint64_t kUsPerSecond = 1'000'000;

/// Milliseconds in nanoseconds; decimals below one do not count (0.33333333333333331).
std::optional<uint64_t> parse_milliseconds(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view rest = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  const auto milliseconds = whole.empty() && !rest.empty() ? uint32_t{0} : parse_number<uint32_t>(whole);
  if (!milliseconds) return std::nullopt;
  uint64_t decimals = 0;
  uint64_t unit_ns = kUsPerSecond;
  for (const char c : rest) {
    if (c < '0' || c > '9') return std::nullopt;
    unit_ns /= 10;
    decimals += static_cast<uint64_t>(c - '0') * unit_ns;
  }
  return *milliseconds * kUsPerSecond + decimals;
}

}  // namespace

std::optional<PacketTime> parse_ptime(std::string_view text, uint32_t rate_hz) {
  constexpr uint64_t kNsPerSecond = 1'000'000'000;
  constexpr uint64_t kLongestNs = 20'000'000;
  const auto ns = parse_milliseconds(text);
  if (!ns || *ns > kLongestNs) return std::nullopt;
  // The packet times of ST 2110-30 are names as much as times: at 44.1 kHz they are no whole number of samples.
  if (*ns == 1'000'000 || *ns == 125'000) return PacketTime{static_cast<uint32_t>(*ns / 1000), true};
  const uint64_t samples = (*ns * rate_hz + kNsPerSecond / 2) / kNsPerSecond;
  if (samples == 0) return std::nullopt;
  const auto us = static_cast<uint32_t>((samples * kUsPerSecond + rate_hz / 2) / rate_hz);
  return PacketTime{us, (*ns + 500) / 1000 == us};
}

uint32_t samples_per_packet(uint32_t packet_time_us, uint32_t rate_hz) {
  return static_cast<uint32_t>((uint64_t{packet_time_us} * rate_hz + kUsPerSecond / 2) / kUsPerSecond);
}

std::string ptime_text(uint32_t packet_time_us) {
  if (packet_time_us % 1000 == 0) return fmt::format("{}", packet_time_us / 1000);
  std::string text = fmt::format("{}.{:03}", packet_time_us / 1000, packet_time_us % 1000);
  while (text.ends_with('0')) text.pop_back();
  return text;
}

}  // namespace cw::sdp
