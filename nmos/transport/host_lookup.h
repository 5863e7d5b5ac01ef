// Names to addresses by the host's own rules (files, DNS, mDNS where nsswitch has it), with a bound: getaddrinfo can neither be
// timed nor stopped. Private to nmos/transport.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "nmos/transport/http_client.h"

namespace cw::nmos {

/// One thread at a time. A look-up that outlives its caller ends by itself, unheard.
class HostLookup {
 public:
  /// Numeric addresses, IPv4 first; an address is itself. Error kHost: unknown, or no answer until `deadline`.
  [[nodiscard]] Expected<std::vector<std::string>> addresses_of(const std::string& host, Instant deadline,
                                                                const std::stop_token& stop);

 private:
  struct Lookup;
  std::shared_ptr<Lookup> unfinished_;
};

}  // namespace cw::nmos
