#include "nmos/model/subscription.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using nlohmann::json;

json shown(ResourceType type, const Subscription& subscription) {
  json resource;
  show_subscription(resource, type, subscription);
  return resource;
}

TEST(Subscription, ASenderNamesItsReceiverWhenItPushesUnicast) {
  const json sut = shown(ResourceType::kSender, {.active = true, .peer_id = "r", .unicast = true});
  EXPECT_EQ(sut["transport"], "urn:x-nmos:transport:rtp.ucast");
  EXPECT_EQ(sut["subscription"], (json{{"active", true}, {"receiver_id", "r"}}));
}

TEST(Subscription, AMulticastSenderNamesNobody) {
  const json sut = shown(ResourceType::kSender, {.active = true, .peer_id = "r", .unicast = false});
  EXPECT_EQ(sut["transport"], "urn:x-nmos:transport:rtp.mcast");
  EXPECT_EQ(sut["subscription"], (json{{"active", true}, {"receiver_id", nullptr}}));
}

TEST(Subscription, AReceiverNamesItsSenderWhileItIsActive) {
  const json active = shown(ResourceType::kReceiver, {.active = true, .peer_id = "s"});
  EXPECT_EQ(active["subscription"], (json{{"active", true}, {"sender_id", "s"}}));
  EXPECT_FALSE(active.contains("transport"));
  const json parked = shown(ResourceType::kReceiver, {.active = false, .peer_id = "s"});
  EXPECT_EQ(parked["subscription"], (json{{"active", false}, {"sender_id", nullptr}}));
}

}  // namespace
}  // namespace cw::nmos
