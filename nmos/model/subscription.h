// How a sender or receiver is connected, as IS-04 shows it: its subscription, and a sender's transport (IS-05 Interoperability IS-04).
// Private to nmos.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "nmos/model/resource_store.h"

namespace cw::nmos {

struct Subscription {
  bool active = false;                 ///< master_enable
  std::optional<std::string> peer_id;  ///< the sender that a receiver takes, the receiver that a sender sends to
  bool unicast = false;                ///< senders: where it goes to
};

/// Into the JSON of a sender or receiver.
void show_subscription(nlohmann::json& resource, ResourceType type, const Subscription& subscription);

}  // namespace cw::nmos
