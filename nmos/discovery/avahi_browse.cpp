#include "nmos/discovery/avahi_browse.h"

#include <avahi-common/address.h>
#include <avahi-common/strlst.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cw::nmos {
namespace {

constexpr size_t kMaxEntries = 256;
constexpr std::chrono::seconds kRetry{10};

TxtRecord to_txt(AvahiStringList* list) {
  TxtRecord txt;
  for (; list != nullptr; list = avahi_string_list_get_next(list)) {
    const auto* text = reinterpret_cast<const char*>(avahi_string_list_get_text(list));
    add_txt(txt, std::string_view(text, avahi_string_list_get_size(list)));
  }
  return txt;
}

std::string to_text(const AvahiAddress& address) {
  std::array<char, AVAHI_ADDRESS_STR_MAX> text{};
  return avahi_address_snprint(text.data(), text.size(), &address);
}

}  // namespace

// IPv4 alone: a daemon announces over both, and everything that the gateway talks to has an IPv4 address.
AvahiBrowse::AvahiBrowse(AvahiClient* client, std::string type, Changed changed)
    : client_(client),
      type_(std::move(type)),
      changed_(std::move(changed)),
      browser_(avahi_service_browser_new(client, AVAHI_IF_UNSPEC, AVAHI_PROTO_INET, type_.c_str(), nullptr,
                                         AvahiLookupFlags{}, &AvahiBrowse::on_browse, this)) {}

AvahiBrowse::~AvahiBrowse() {
  for (auto& [key, entry] : entries_) {
    if (entry.resolver != nullptr) avahi_service_resolver_free(entry.resolver);
  }
  if (browser_ != nullptr) avahi_service_browser_free(browser_);
}

// NOLINTNEXTLINE(readability-function-size): the signature is Avahi's
void AvahiBrowse::on_browse(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol,
                            AvahiBrowserEvent event, const char* name, const char*, const char* domain,
                            AvahiLookupResultFlags, void* self) {
  auto& browse = *static_cast<AvahiBrowse*>(self);
  switch (event) {
    case AVAHI_BROWSER_NEW: browse.appeared({interface, protocol, name, domain}); break;
    case AVAHI_BROWSER_REMOVE: browse.disappeared({interface, protocol, name, domain}); break;
    case AVAHI_BROWSER_FAILURE: browse.failed_ = true; break;
    default: break;
  }
}

void AvahiBrowse::appeared(const Key& key) {
  if (entries_.size() >= kMaxEntries || entries_.contains(key)) return;
  resolve(key, entries_[key]);
}

void AvahiBrowse::disappeared(const Key& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  if (found->second.resolver != nullptr) avahi_service_resolver_free(found->second.resolver);
  const bool was_known = found->second.service.has_value();
  entries_.erase(found);
  if (was_known) publish();
}

void AvahiBrowse::resolve(const Key& key, Entry& entry) {
  entry.retry_at = Clock::time_point::max();
  // It stays, and tells changes of the service's address and TXT record too.
  entry.resolver = avahi_service_resolver_new(client_, key.interface, key.protocol, key.instance.c_str(), type_.c_str(),
                                              key.domain.c_str(), AVAHI_PROTO_INET, AvahiLookupFlags{},
                                              &AvahiBrowse::on_resolve, this);
  if (entry.resolver == nullptr) entry.retry_at = Clock::now() + kRetry;
}

// NOLINTNEXTLINE(readability-function-size): the signature is Avahi's
void AvahiBrowse::on_resolve(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol, AvahiResolverEvent event,
                             const char* name, const char*, const char* domain, const char* host_name,
                             const AvahiAddress* address, uint16_t port, AvahiStringList* txt, AvahiLookupResultFlags,
                             void* self) {
  auto& browse = *static_cast<AvahiBrowse*>(self);
  const auto found =
      std::ranges::find_if(browse.entries_, [&](const auto& each) { return each.second.resolver == resolver; });
  if (found == browse.entries_.end()) return;
  Entry& entry = found->second;
  if (event == AVAHI_RESOLVER_FOUND) {
    entry.service = Service{.instance = name,
                            .domain = domain,
                            .host = host_name,
                            .addresses = {to_text(*address)},
                            .port = port,
                            .txt = to_txt(txt)};
  } else {
    avahi_service_resolver_free(std::exchange(entry.resolver, nullptr));
    entry.service.reset();
    entry.retry_at = Clock::now() + kRetry;
  }
  browse.publish();
}

void AvahiBrowse::step(Clock::time_point now) {
  for (auto& [key, entry] : entries_) {
    if (now >= entry.retry_at) resolve(key, entry);
  }
}

void AvahiBrowse::publish() const {
  std::vector<Service> services;
  for (const auto& [key, entry] : entries_) {
    if (!entry.service) continue;
    const auto same = std::ranges::find_if(services, [&](const Service& known) {
      return known.instance == entry.service->instance && known.domain == entry.service->domain &&
             known.port == entry.service->port;
    });
    if (same == services.end()) {
      services.push_back(*entry.service);
    } else if (std::ranges::count(same->addresses, entry.service->addresses.front()) == 0) {
      same->addresses.push_back(entry.service->addresses.front());
    }
  }
  changed_(std::move(services));
}

}  // namespace cw::nmos
