#include "nmos/model/subscription.h"

namespace cw::nmos {

void show_subscription(nlohmann::json& resource, ResourceType type, const Subscription& subscription) {
  const bool is_sender = type == ResourceType::kSender;
  // IS-04: a sender names its receiver only where it pushes unicast to it.
  const bool shows_peer = subscription.active && subscription.peer_id && (!is_sender || subscription.unicast);
  nlohmann::json& shown = resource["subscription"];
  shown["active"] = subscription.active;
  nlohmann::json& peer = shown[is_sender ? "receiver_id" : "sender_id"];
  peer = nullptr;
  if (shows_peer) peer = *subscription.peer_id;
  if (is_sender)
    resource["transport"] = subscription.unicast ? "urn:x-nmos:transport:rtp.ucast" : "urn:x-nmos:transport:rtp.mcast";
}

}  // namespace cw::nmos
