#include "gateway/core/ipv4_text.h"

#include <charconv>
#include <system_error>

namespace cw {
namespace {

/// Decimal without sign, blanks or leading zeros (some systems read those as octal), at most `max`.
std::optional<uint32_t> parse_decimal(std::string_view text, uint32_t max) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  uint32_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
  uint32_t address = 0;
  for (int octet = 0; octet < 4; ++octet) {
    const size_t end = octet < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = parse_decimal(text.substr(0, end), 255);
    if (!value) return std::nullopt;
    address = (address << 8) | *value;
    text.remove_prefix(octet < 3 ? end + 1 : end);
  }
  return Ipv4Address{address};
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = parse_ipv4(text.substr(0, colon));
  const auto port = parse_decimal(text.substr(colon + 1), 65535);
  if (!address || !port || *port == 0) return std::nullopt;
  return Endpoint{*address, static_cast<uint16_t>(*port)};
}

std::string to_text(Ipv4Address address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string((address.value >> shift) & 0xFF);
    if (shift > 0) text += '.';
  }
  return text;
}

std::string to_text(Endpoint endpoint) { return to_text(endpoint.address) + ":" + std::to_string(endpoint.port); }

}  // namespace cw
