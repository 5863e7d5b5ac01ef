// Which name servers the host asks, and the domain it is in: resolv.conf(5).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cw::nmos {

struct ResolverConfig {
  std::vector<std::string> servers;  ///< addresses, three at most as in the C library
  std::vector<std::string> domains;  ///< to search, the first one first
  bool operator==(const ResolverConfig&) const = default;
};

[[nodiscard]] ResolverConfig parse_resolver_config(std::string_view text);
/// Empty when the file cannot be read.
[[nodiscard]] ResolverConfig read_resolver_config(const std::string& path);

}  // namespace cw::nmos
