// The node's advertisement as an entry group of Avahi. Private to nmos/discovery; lives on the thread of MulticastDns.
#pragma once

#include <avahi-client/client.h>
#include <avahi-client/publish.h>

#include <optional>
#include <string>

#include "nmos/discovery/advertiser.h"

namespace cw::nmos {

class AvahiAdvert {
 public:
  explicit AvahiAdvert(AvahiClient* client);
  ~AvahiAdvert();
  AvahiAdvert(const AvahiAdvert&) = delete;
  AvahiAdvert& operator=(const AvahiAdvert&) = delete;

  /// Makes the network see this. A TXT record alone is updated in place.
  void show(const std::optional<NodeAdvert>& advert);

 private:
  static void on_state(AvahiEntryGroup* group, AvahiEntryGroupState state, void* self);
  /// Error of Avahi, 0: none.
  int publish(const NodeAdvert& advert, bool anew);
  void withdraw();

  AvahiEntryGroup* group_;
  std::optional<NodeAdvert> shown_;
  std::string name_;  ///< shown_'s, or the one that was taken instead
  bool collided_ = false;
};

}  // namespace cw::nmos
