#include "gateway/app/nmos/receiver_binding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cw::app {
namespace {

using testing::HasSubstr;

constexpr Ipv4Address kRed{0xC0A86E0A};
constexpr Ipv4Address kBlue{0xC0A8780A};
constexpr Ipv4Address kGroup{0xEF000001};
constexpr Ipv4Address kSender{0xC0A86E14};

config::Config two_networks() {
  config::Config config;
  config.networks[0].emplace().address = kRed;
  config.networks[1].emplace().address = kBlue;
  return config;
}

config::ReceiverConfig parked(config::Essence essence) {
  config::ReceiverConfig config;
  config.id = "cam1";
  config.essence = essence;
  return config;
}

nmos::ReceiverActivation on(Ipv4Address group) {
  nmos::ReceiverActivation activation{.name = "cam1", .master_enable = true, .legs = {}, .media = {}};
  activation.legs.push_back({.source = kSender, .multicast = group, .interface = kRed, .destination_port = 5006});
  activation.legs.push_back({.enabled = false, .source = {}, .multicast = {}, .interface = kBlue});
  return activation;
}

TEST(ReceiverBinding, JoinsWhatTheControllerNames) {
  const auto bound = receiver_config_of(on(kGroup), parked(config::Essence::kVideo), two_networks());
  ASSERT_TRUE(bound) << bound.error().message;
  EXPECT_EQ(bound->legs[0], (config::ReceiverLeg{.group = kGroup, .port = 5006, .source = kSender}));
  EXPECT_FALSE(bound->legs[1]) << "the leg is not enabled";
  EXPECT_TRUE(bound->video) << "the usual format until an SDP says more";
}

TEST(ReceiverBinding, ReceivesUnicastOnItsOwnAddress) {
  const auto bound = receiver_config_of(on({}), parked(config::Essence::kVideo), two_networks());
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->legs[0]->group, kRed);
}

TEST(ReceiverBinding, IsParkedWhenItIsOffAndRemembersTheFormat) {
  nmos::ReceiverActivation off = on(kGroup);
  off.master_enable = false;
  off.media.emplace();
  off.media->payload_type = {101};
  off.media->parameters =
      sdp::AudioParameters{.depth = 24, .rate_hz = 48'000, .channels = 8, .packet_time_us = 1000, .channel_order = {}};
  const auto bound = receiver_config_of(off, parked(config::Essence::kAudio), two_networks());
  ASSERT_TRUE(bound);
  EXPECT_TRUE(bound->parked());
  EXPECT_EQ(bound->audio->channels, 8);
  EXPECT_EQ(bound->payload_type.value, 101);
}

TEST(ReceiverBinding, RefusesAddressesThatAreNotItsOwnOrNoGroup) {
  nmos::ReceiverActivation elsewhere = on(kGroup);
  elsewhere.legs[0].interface = kBlue;
  EXPECT_THAT(receiver_config_of(elsewhere, parked(config::Essence::kVideo), two_networks()).error().message,
              HasSubstr("192.168.120.10"));
  EXPECT_THAT(receiver_config_of(on(kSender), parked(config::Essence::kVideo), two_networks()).error().message,
              HasSubstr("multicast"));
}

TEST(ReceiverBinding, TellsWhatIsActive) {
  const config::Config config = two_networks();
  const auto bound = receiver_config_of(on(kGroup), parked(config::Essence::kVideo), config);
  const nmos::ReceiverActivation active = activation_of(*bound, config);
  EXPECT_TRUE(active.master_enable);
  ASSERT_EQ(active.legs.size(), 2U);
  EXPECT_EQ(active.legs[0], on(kGroup).legs[0]);
  EXPECT_FALSE(active.legs[1].enabled);
  EXPECT_FALSE(activation_of(parked(config::Essence::kVideo), config).master_enable);
}

}  // namespace
}  // namespace cw::app
