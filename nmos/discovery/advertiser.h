// What this node says of itself by multicast DNS (IS-04 Discovery - Peer to Peer Operation).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nmos/discovery/service.h"

namespace cw::nmos {

struct NodeAdvert {
  std::string name;  ///< of the instance, 63 octets at most; another one is taken when somebody has it already
  uint16_t port = 0;
  TxtRecord txt;
  bool operator==(const NodeAdvert&) const = default;
};

class Advertiser {
 public:
  virtual ~Advertiser() = default;
  /// From now on this; nullopt: nothing. Any thread; takes effect within some 100 ms, or once there is an mDNS daemon.
  virtual void show(std::optional<NodeAdvert> advert) = 0;
};

}  // namespace cw::nmos
