// Unicast DNS-SD (RFC 6763): the instances of a service type in a domain, asked for again when their time to live says so. Registries
// of a facility with a DNS are found this way (IS-04 Discovery).
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "nmos/discovery/directory.h"
#include "nmos/discovery/dns_lookup.h"

namespace cw::nmos {

struct UnicastAnswer {
  std::vector<Service> services;
  uint32_t ttl_s = 0;  ///< the shortest of all that were used
};

/// PTR, then SRV, TXT and A of each instance as far as they did not come along. An instance without an SRV record or an address is left
/// out. Error: the PTR question has failed.
[[nodiscard]] Expected<UnicastAnswer> browse(DnsLookup& lookup, std::string_view type, std::string_view domain,
                                             const std::stop_token& stop);

/// The first domain that has any. Error: none has, and one of them has not answered.
[[nodiscard]] Expected<UnicastAnswer> browse_domains(DnsLookup& lookup, std::string_view type,
                                                     const std::vector<std::string>& domains,
                                                     const std::stop_token& stop);

struct UnicastConfig {
  std::vector<std::string> types;
  std::string domain;                                ///< empty: those that the resolver's configuration says to search
  std::string resolver_config = "/etc/resolv.conf";  ///< read before each round: networks come and go
  uint16_t port = 53;
};

/// A thread that keeps the directory up to date.
class UnicastBrowser {
 public:
  UnicastBrowser(UnicastConfig config, ServiceTable& table);
  /// Stops.
  ~UnicastBrowser();
  UnicastBrowser(const UnicastBrowser&) = delete;
  UnicastBrowser& operator=(const UnicastBrowser&) = delete;

  void start();
  /// Asks again now, at most once in five seconds. Any thread.
  void look_again();
  void stop();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace cw::nmos
