#include "gateway/app/nmos/receiver_binding.h"

#include <fmt/core.h>

#include "gateway/app/sdp_binding.h"
#include "gateway/core/ipv4_text.h"

namespace cw::app {
namespace {

/// Nobody has said what comes: what is usual, until an SDP says better.
void assume_format(config::ReceiverConfig& receiver) {
  switch (receiver.essence) {
    case config::Essence::kVideo: receiver.video = receiver.video.value_or(config::VideoParameters{}); break;
    case config::Essence::kAudio: receiver.audio = receiver.audio.value_or(config::AudioParameters{}); break;
    case config::Essence::kAnc: receiver.anc = receiver.anc.value_or(config::AncParameters{}); break;
  }
}

Expected<config::ReceiverLeg> leg_of(const nmos::ReceiverLegTarget& leg, Ipv4Address own) {
  if (leg.interface.value != 0 && leg.interface != own) {
    return input_error(
        fmt::format("{} is no address of this leg; it receives on {}", to_text(leg.interface), to_text(own)));
  }
  if (leg.multicast.value != 0 && !leg.multicast.is_multicast()) {
    return input_error(fmt::format("{} is no multicast group; use 224.0.0.0 to 239.255.255.255, or none for unicast",
                                   to_text(leg.multicast)));
  }
  return config::ReceiverLeg{
      .group = leg.multicast.value != 0 ? leg.multicast : own, .port = leg.destination_port, .source = leg.source};
}

}  // namespace

std::vector<Leg> receiver_legs(const config::Config& config) {
  std::vector<Leg> legs;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (config.networks[index_of(leg)]) legs.push_back(leg);
  }
  return legs;
}

Expected<config::ReceiverConfig> receiver_config_of(const nmos::ReceiverActivation& activation,
                                                    const config::ReceiverConfig& now, const config::Config& config) {
  const auto where = [&](const Error& error) {
    return std::unexpected(Error{error.fault, fmt::format("receiver {}: {}", now.id, error.message)});
  };
  config::ReceiverConfig wanted = now;
  wanted.sdp_file.clear();
  wanted.legs = {};
  if (activation.media) {
    if (auto taken = take_format(activation.media->parameters, wanted); !taken) return where(taken.error());
    wanted.payload_type = activation.media->payload_type;
  }
  if (!activation.master_enable) return wanted;
  assume_format(wanted);
  const std::vector<Leg> legs = receiver_legs(config);
  if (activation.legs.size() != legs.size()) {
    return where({Fault::kInput, fmt::format("it has {} legs, not {}", legs.size(), activation.legs.size())});
  }
  for (size_t i = 0; i < legs.size(); ++i) {
    if (!activation.legs[i].enabled) continue;
    auto leg = leg_of(activation.legs[i], config.networks[index_of(legs[i])]->address);
    if (!leg) return where(leg.error());
    wanted.legs[index_of(legs[i])] = *leg;
  }
  return wanted;
}

nmos::ReceiverActivation activation_of(const config::ReceiverConfig& receiver, const config::Config& config) {
  nmos::ReceiverActivation activation{.name = receiver.id, .master_enable = false, .legs = {}, .media = {}};
  for (const Leg leg : receiver_legs(config)) {
    const auto& from = receiver.legs[index_of(leg)];
    nmos::ReceiverLegTarget to{.enabled = from.has_value(),
                               .source = {},
                               .multicast = {},
                               .interface = config.networks[index_of(leg)]->address};
    if (from) {
      activation.master_enable = true;
      to.source = from->source;
      to.multicast = from->group.is_multicast() ? from->group : Ipv4Address{};
      to.destination_port = from->port;
    }
    activation.legs.push_back(to);
  }
  // One that waits for a controller takes what it says: all of its legs, unless that says less.
  if (!activation.master_enable) {
    for (nmos::ReceiverLegTarget& leg : activation.legs) leg.enabled = true;
  }
  return activation;
}

}  // namespace cw::app
