#include "sdp/st2110/frame_rate_text.h"

#include <fmt/format.h>

#include "sdp/grammar/words.h"

namespace cw::sdp {
namespace {

constexpr int64_t kFastestRate = 1000;
constexpr int64_t kFinestScale = 1'000'000;

/// 29.97 as 2997 / 100; of 59.94005994005994 the first six decimals count.
struct Decimal {
  int64_t digits = 0;
  int64_t scale = 1;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  const size_t point = text.find('.');
  const auto whole = parse_number<uint32_t>(text.substr(0, point));
  if (!whole) return std::nullopt;
  Decimal decimal{.digits = *whole, .scale = 1};
  const std::string_view rest = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  for (const char c : rest) {
    if (c < '0' || c > '9') return std::nullopt;
    if (decimal.scale < kFinestScale) decimal = {decimal.digits * 10 + (c - '0'), decimal.scale * 10};
  }
  return decimal;
}

/// 25.0 is 25; 29.97 and 23.976 are n × 1000/1001, cut or rounded.
std::optional<FrameRate> rate_of_decimal(Decimal decimal) {
  if (decimal.digits % decimal.scale == 0) return FrameRate::create(decimal.digits / decimal.scale, 1);
  const int64_t above = decimal.digits / decimal.scale + 1;
  const int64_t exact_times_1001 = above * 1000 * decimal.scale;
  const bool cut = exact_times_1001 / 1001 == decimal.digits;
  const bool rounded = (exact_times_1001 + 500) / 1001 == decimal.digits;
  return cut || rounded ? FrameRate::create(above * 1000, 1001) : std::nullopt;
}

std::optional<ReadRate> parse_fraction(std::string_view above, std::string_view below) {
  const auto num = parse_number<uint32_t>(above);
  const auto den = parse_decimal(below);
  if (!num || !den || den->digits == 0) return std::nullopt;
  const auto rate = FrameRate::create(*num * den->scale, den->digits);
  if (!rate) return std::nullopt;
  return ReadRate{*rate, den->scale == 1 && rate->num() == *num && rate->den() != 1};
}

}  // namespace

std::optional<ReadRate> parse_rate(std::string_view text) {
  const size_t slash = text.find('/');
  std::optional<ReadRate> read;
  if (slash != std::string_view::npos) {
    read = parse_fraction(trim(text.substr(0, slash)), trim(text.substr(slash + 1)));
  } else if (const auto decimal = parse_decimal(text)) {
    if (const auto rate = rate_of_decimal(*decimal)) read = ReadRate{*rate, text.find('.') == std::string_view::npos};
  }
  if (read && read->rate.num() > kFastestRate * read->rate.den()) return std::nullopt;
  return read;
}

std::string rate_text(FrameRate rate) {
  return rate.den() == 1 ? fmt::format("{}", rate.num()) : fmt::format("{}/{}", rate.num(), rate.den());
}

}  // namespace cw::sdp
