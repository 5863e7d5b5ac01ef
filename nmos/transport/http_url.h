// The URLs that NMOS hands around: http://host:port/path, nothing more. Used by the HTTP client and for a registry from the config.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.h"

namespace cw::nmos {

struct HttpUrl {
  std::string host;  ///< name, IPv4 or IPv6 address without brackets
  uint16_t port = 80;
  std::string target = "/";  ///< path and query

  /// "10.0.0.1:8010", "[2001:db8::1]:8010"; without the port when it is 80: the Host header.
  [[nodiscard]] std::string authority() const;
  bool operator==(const HttpUrl&) const = default;
};

/// Error kInput: https, user names, fragments, ports out of range, spaces and control characters.
[[nodiscard]] Expected<HttpUrl> parse_http_url(std::string_view text);

}  // namespace cw::nmos
