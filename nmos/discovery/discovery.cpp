#include "nmos/discovery/discovery.h"

#include <utility>

#include "nmos/discovery/multicast_dns.h"
#include "nmos/discovery/unicast_browser.h"

namespace cw::nmos {
namespace {

class NoAdvertiser final : public Advertiser {
 public:
  void show(std::optional<NodeAdvert>) override {}
};

std::vector<std::string> wanted_types() {
  return {std::string(kRegisterService), std::string(kLegacyRegistrationService), std::string(kSystemService)};
}

}  // namespace

Discovery::Discovery(DiscoveryConfig config) : no_advertiser_(std::make_unique<NoAdvertiser>()) {
  if (config.multicast) multicast_ = std::make_unique<MulticastDns>(wanted_types(), table_);
  if (config.unicast) {
    unicast_ = std::make_unique<UnicastBrowser>(UnicastConfig{.types = wanted_types(),
                                                              .domain = std::move(config.domain),
                                                              .resolver_config = std::move(config.resolver_config),
                                                              .port = config.dns_port},
                                                table_);
  }
  table_.on_change([this] {
    for (const auto& listener : listeners_) listener();
  });
  table_.on_look_again([this] {
    if (unicast_) unicast_->look_again();
  });
}

Discovery::~Discovery() { stop(); }

void Discovery::start() {
  if (multicast_) multicast_->start();
  if (unicast_) unicast_->start();
}

void Discovery::stop() {
  if (multicast_) multicast_->stop();
  if (unicast_) unicast_->stop();
}

Advertiser& Discovery::advertiser() {
  if (multicast_) return *multicast_;
  return *no_advertiser_;
}

}  // namespace cw::nmos
