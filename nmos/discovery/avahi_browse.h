// One service type, browsed for and resolved through Avahi. Private to nmos/discovery; lives on the thread of MulticastDns.
#pragma once

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>

#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nmos/discovery/service.h"

namespace cw::nmos {

class AvahiBrowse {
 public:
  using Clock = std::chrono::steady_clock;
  using Changed = std::function<void(std::vector<Service> services)>;

  /// `changed` gets all services known, after each change.
  AvahiBrowse(AvahiClient* client, std::string type, Changed changed);
  ~AvahiBrowse();
  AvahiBrowse(const AvahiBrowse&) = delete;
  AvahiBrowse& operator=(const AvahiBrowse&) = delete;

  /// Has to be made anew.
  [[nodiscard]] bool failed() const { return browser_ == nullptr || failed_; }
  /// Tries again to resolve what did not answer.
  void step(Clock::time_point now);

 private:
  /// The same instance comes once for each interface it is seen on.
  struct Key {
    AvahiIfIndex interface = 0;
    AvahiProtocol protocol = 0;
    std::string instance;
    std::string domain;
    auto operator<=>(const Key&) const = default;
  };
  struct Entry {
    AvahiServiceResolver* resolver = nullptr;
    std::optional<Service> service;
    Clock::time_point retry_at = Clock::time_point::max();
  };

  static void on_browse(AvahiServiceBrowser* browser, AvahiIfIndex interface, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char* type, const char* domain,
                        AvahiLookupResultFlags flags, void* self);
  static void on_resolve(AvahiServiceResolver* resolver, AvahiIfIndex interface, AvahiProtocol protocol,
                         AvahiResolverEvent event, const char* name, const char* type, const char* domain,
                         const char* host_name, const AvahiAddress* address, uint16_t port, AvahiStringList* txt,
                         AvahiLookupResultFlags flags, void* self);
  void appeared(const Key& key);
  void disappeared(const Key& key);
  void resolve(const Key& key, Entry& entry);
  void publish() const;

  AvahiClient* client_;
  std::string type_;
  Changed changed_;
  bool failed_ = false;
  std::map<Key, Entry> entries_;
  AvahiServiceBrowser* browser_ = nullptr;
};

}  // namespace cw::nmos
