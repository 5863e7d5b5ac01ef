#include "nmos/transport/http_url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace cw::nmos {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr size_t kMaxLength = 2048;

std::unexpected<Error> refused(std::string_view text, std::string_view why) {
  return input_error(fmt::format("'{}' {}; allowed is http://HOST:PORT/PATH", text, why));
}

bool is_printable(char c) { return c > ' ' && c < '\x7f'; }

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}
bool is_address_character(char c) { return is_host_character(c) || c == ':' || c == '%'; }

std::optional<uint16_t> parse_port(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Host and ":port" (or nothing) of an authority; an empty host when it is none.
std::pair<std::string_view, std::string_view> split(std::string_view authority) {
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return {};
    const std::string_view host = authority.substr(1, end - 1);
    // Brackets are for IPv6 alone.
    if (!host.contains(':') || !std::ranges::all_of(host, is_address_character)) return {};
    return {host, authority.substr(end + 1)};
  }
  const size_t colon = std::min(authority.find(':'), authority.size());
  const std::string_view host = authority.substr(0, colon);
  if (!std::ranges::all_of(host, is_host_character)) return {};
  return {host, authority.substr(colon)};
}

}  // namespace

std::string HttpUrl::authority() const {
  const std::string name = host.contains(':') ? fmt::format("[{}]", host) : host;
  return port == 80 ? name : fmt::format("{}:{}", name, port);
}

Expected<HttpUrl> parse_http_url(std::string_view text) {
  if (text.size() > kMaxLength) return refused(text.substr(0, 60), "is too long for a URL");
  if (!text.starts_with(kScheme)) return refused(text, "does not begin with http://");
  if (!std::ranges::all_of(text, is_printable)) return refused(text, "has characters that no URL has");
  const std::string_view rest = text.substr(kScheme.size());
  const size_t slash = std::min(rest.find('/'), rest.size());
  if (rest.contains('#')) return refused(text, "has a fragment");
  const auto [host, port] = split(rest.substr(0, slash));
  if (host.empty()) return refused(text, "names no host");
  HttpUrl url;
  url.host = host;
  if (!port.empty()) {
    const auto number = port.starts_with(':') ? parse_port(port.substr(1)) : std::nullopt;
    if (!number) return refused(text, "has no port of 1 to 65535");
    url.port = *number;
  }
  if (slash < rest.size()) url.target = rest.substr(slash);
  return url;
}

}  // namespace cw::nmos
