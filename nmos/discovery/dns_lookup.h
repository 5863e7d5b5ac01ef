// Questions to the DNS. The interface is what the unicast browser asks; its tests answer from a zone of their own.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "nmos/discovery/dns_message.h"

namespace cw::nmos {

class DnsLookup {
 public:
  virtual ~DnsLookup() = default;
  /// The records of the reply; none when there is no such name. Error kHost: no server answers, or they refuse.
  [[nodiscard]] virtual Expected<std::vector<DnsRecord>> ask(const DnsName& name, DnsType type,
                                                             std::stop_token stop) = 0;
};

/// Over UDP, and TCP where the reply is too large for it (RFC 1035, 4.2; RFC 7766). Each server twice, for a second each time; a stop
/// ends it within 100 ms. `servers`: IPv4 or IPv6 addresses.
[[nodiscard]] std::unique_ptr<DnsLookup> make_dns_lookup(std::vector<std::string> servers, uint16_t port = 53);

}  // namespace cw::nmos
