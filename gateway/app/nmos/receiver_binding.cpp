#include "gateway/app/nmos/receiver_binding.h"

#include <fmt/core.h>

#include <utility>
#include <variant>

#include "gateway/app/formats.h"
#include "gateway/core/ipv4_text.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "gateway/essence/video_20/video_raster.h"

namespace cw::app {
namespace {

constexpr std::array kEssenceNames = {"video", "audio", "ancillary data"};

config::Scan scan_of(sdp::Scan scan) {
  switch (scan) {
    case sdp::Scan::kInterlaced: return config::Scan::kInterlaced;
    case sdp::Scan::kPsf: return config::Scan::kPsf;
    case sdp::Scan::kProgressive: break;
  }
  return config::Scan::kProgressive;
}

Expected<void> take(const sdp::VideoParameters& from, config::ReceiverConfig& to) {
  if (from.sampling != sdp::Sampling::kYCbCr422 || (from.depth != 8 && from.depth != 10) || from.floating_point) {
    return input_error("only YCbCr-4:2:2 with 8 or 10 bits is received; set the sender to one of them");
  }
  const config::VideoParameters video{
      .width = from.width, .height = from.height, .rate = from.rate, .scan = scan_of(from.scan), .depth = from.depth};
  if (auto raster = essence::VideoRaster::create(video_format_of(video)); !raster) {
    return std::unexpected(raster.error());
  }
  to.video = video;
  return {};
}

Expected<void> take(const sdp::AudioParameters& from, config::ReceiverConfig& to) {
  if (from.depth != 16 && from.depth != 24) {
    return input_error(fmt::format("L{} is not received; allowed are L16 and L24", from.depth));
  }
  if (from.rate_hz != 44'100 && from.rate_hz != 48'000 && from.rate_hz != 96'000) {
    return input_error(fmt::format("{} samples/s are not received; allowed are 44100, 48000 and 96000", from.rate_hz));
  }
  if (from.channels == 0 || from.channels > bus::kMaxAudioChannels) {
    return input_error(fmt::format("{} channels are not received; allowed are 1 to 64", from.channels));
  }
  const uint64_t samples = uint64_t{from.rate_hz} * from.packet_time_us / 1'000'000;
  if (samples * from.channels * from.depth / 8 > essence::kMaxAudioPayloadBytes) {
    return input_error(fmt::format("{} channels do not fit a packet of {} us; use a shorter packet time", from.channels,
                                   from.packet_time_us));
  }
  to.audio = config::AudioParameters{
      .channels = from.channels, .rate_hz = from.rate_hz, .depth = from.depth, .packet_time_us = from.packet_time_us};
  return {};
}

Expected<void> take(const sdp::AncParameters& from, config::ReceiverConfig& to) {
  config::AncParameters anc = to.anc.value_or(config::AncParameters{});
  if (from.rate) anc.rate = *from.rate;
  anc.scan = from.interlaced ? config::Scan::kInterlaced : config::Scan::kProgressive;
  to.anc = anc;
  return {};
}

/// Kinds of essence that an SDP can describe and the engine does not take.
template <typename Other>
Expected<void> take(const Other& /*from*/, config::ReceiverConfig& /*to*/) {
  return input_error("this format is not received; allowed are raw video, L16 and L24 audio, and smpte291");
}

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

Expected<void> take_format(const sdp::EssenceParameters& parameters, config::ReceiverConfig& receiver) {
  if (parameters.index() < kEssenceNames.size() && parameters.index() != static_cast<size_t>(receiver.essence)) {
    return input_error(fmt::format("this is {}, the receiver takes {}", kEssenceNames[parameters.index()],
                                   kEssenceNames[static_cast<size_t>(receiver.essence)]));
  }
  return std::visit([&](const auto& from) { return take(from, receiver); }, parameters);
}

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
