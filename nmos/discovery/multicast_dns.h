// DNS-SD by multicast, through the host's avahi-daemon: browses for services into the directory, advertises the node. Without a daemon
// it waits for one; that is no fault of the gateway.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nmos/discovery/advertiser.h"
#include "nmos/discovery/directory.h"

namespace cw::nmos {

/// Has a thread of its own.
class MulticastDns final : public Advertiser {
 public:
  MulticastDns(std::vector<std::string> types, ServiceTable& table);
  /// Stops: withdraws the advertisement.
  ~MulticastDns() override;
  MulticastDns(const MulticastDns&) = delete;
  MulticastDns& operator=(const MulticastDns&) = delete;

  void start();
  void show(std::optional<NodeAdvert> advert) override;
  void stop();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace cw::nmos
