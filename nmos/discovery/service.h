// A service instance as DNS-SD shows it (RFC 6763), found by multicast or by unicast DNS.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cw::nmos {

/// Service types of NMOS.
inline constexpr std::string_view kRegisterService = "_nmos-register._tcp";
inline constexpr std::string_view kLegacyRegistrationService = "_nmos-registration._tcp";  ///< IS-04 v1.2 and older
inline constexpr std::string_view kSystemService = "_nmos-system._tcp";
inline constexpr std::string_view kNodeService = "_nmos-node._tcp";

/// Keys in lower case (RFC 6763, 6.4: case is not significant); the first of several counts; a key without a value has "".
using TxtRecord = std::map<std::string, std::string, std::less<>>;
/// Adds "key=value" or "key"; what is neither is left out.
void add_txt(TxtRecord& record, std::string_view entry);

struct Service {
  std::string instance;  ///< "reg-1", in UTF-8
  std::string domain;    ///< "local", "studio.example"
  std::string host;
  std::vector<std::string> addresses;  ///< IPv4, numeric
  uint16_t port = 0;
  TxtRecord txt;
  bool operator==(const Service&) const = default;
};

}  // namespace cw::nmos
