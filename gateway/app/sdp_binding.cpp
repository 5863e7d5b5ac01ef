#include "gateway/app/sdp_binding.h"

#include <fmt/core.h>

#include <variant>

#include "gateway/app/sdp_file.h"
#include "gateway/app/sdp_report.h"
#include "gateway/core/log.h"
#include "sdp/st2110/channel_order.h"
#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

namespace cw::app {
namespace {

const char* name_of(config::Essence essence) {
  switch (essence) {
    case config::Essence::kVideo: return "video";
    case config::Essence::kAudio: return "audio";
    case config::Essence::kAnc: break;
  }
  return "anc";
}

template <typename To, typename From>
To same_enumerator(From scan) {
  return static_cast<To>(static_cast<uint8_t>(scan));  // progressive, interlaced, PsF in both
}

Expected<void> take_video(const sdp::VideoParameters& from, config::ReceiverConfig& to) {
  if (from.sampling != sdp::Sampling::kYCbCr422 || (from.depth != 8 && from.depth != 10) || from.floating_point) {
    return input_error("only YCbCr-4:2:2 with 8 or 10 bits is received so far; set the sender to one of them");
  }
  to.video = config::VideoParameters{.width = from.width,
                                     .height = from.height,
                                     .rate = from.rate,
                                     .scan = same_enumerator<config::Scan>(from.scan),
                                     .depth = from.depth};
  return {};
}

void take_audio(const sdp::AudioParameters& from, config::ReceiverConfig& to) {
  to.audio = config::AudioParameters{
      .channels = from.channels, .rate_hz = from.rate_hz, .depth = from.depth, .packet_time_us = from.packet_time_us};
}

void take_anc(const sdp::AncParameters& from, config::ReceiverConfig& to) {
  config::AncParameters anc = to.anc.value_or(config::AncParameters{});
  if (from.rate) anc.rate = *from.rate;
  if (from.interlaced) anc.scan = config::Scan::kInterlaced;
  to.anc = anc;
}

/// The alternatives of sdp::EssenceParameters begin with the essences of the config, in its order.
bool is_of(const sdp::St2110Media& media, config::Essence essence) {
  return media.parameters.index() == static_cast<size_t>(essence);
}

Expected<config::ReceiverConfig> bind(config::ReceiverConfig receiver, const sdp::St2110Media& media) {
  if (const auto* video = std::get_if<sdp::VideoParameters>(&media.parameters)) {
    if (auto taken = take_video(*video, receiver); !taken) return std::unexpected(taken.error());
  } else if (const auto* audio = std::get_if<sdp::AudioParameters>(&media.parameters)) {
    take_audio(*audio, receiver);
  } else if (const auto* anc = std::get_if<sdp::AncParameters>(&media.parameters)) {
    take_anc(*anc, receiver);
  }
  receiver.payload_type = media.payload_type;
  for (size_t leg = 0; leg < media.legs.size() && leg < kLegCount; ++leg) {
    const sdp::MediaLeg& from = media.legs[leg];
    receiver.legs[leg] = config::ReceiverLeg{.group = from.destination.address,
                                             .port = from.destination.port,
                                             .source = from.sources.empty() ? Ipv4Address{} : from.sources.front()};
  }
  return receiver;
}

/// What the SDP describes instead of the wanted essence.
std::string names_of(const std::vector<sdp::St2110Media>& all) {
  std::string names;
  for (const sdp::St2110Media& media : all) names += (names.empty() ? "" : ", ") + essence_name(media.parameters);
  return names;
}

void log_deviations(const std::string& receiver, const std::string& name, const std::vector<sdp::Warning>& warnings) {
  for (const sdp::Warning& warning : warnings) {
    log_warning("receiver " + receiver, "the SDP deviates from the standards",
                {{"sdp", name}, {"deviation", to_text(warning)}});
  }
}

sdp::VideoParameters video_parameters(const config::SenderConfig& sender, const config::VideoParameters& source) {
  sdp::VideoParameters video;
  video.depth = source.depth;
  video.width = source.width;
  video.height = source.height;
  video.rate = source.rate;
  video.scan = same_enumerator<sdp::Scan>(source.scan);
  video.packing = sender.packing == config::Packing::kBpm ? sdp::Packing::kBpm : sdp::Packing::kGpm;
  video.sender_type = sdp::SenderType::kNarrowLinear;
  // MAXUDP names one of the two limits of ST 2110-10 §6.4 rather than our size: checkers know no other values.
  constexpr uint16_t kStandardLimit = 1460;
  constexpr uint16_t kExtendedLimit = 8960;
  video.max_udp_octets = sender.max_udp_octets > kStandardLimit ? kExtendedLimit : kStandardLimit;
  return video;
}

sdp::AncParameters anc_parameters(const config::SourceConfig& source) {
  sdp::AncParameters anc;
  anc.standard = "ST2110-40:2018";
  if (source.video) anc.rate = source.video->rate;
  anc.interlaced = source.video && source.video->scan == config::Scan::kInterlaced;
  if (source.anc && source.anc->timecode) anc.did_sdid.push_back({0x60, 0x60});
  if (source.anc && source.anc->captions) anc.did_sdid.push_back({0x61, 0x01});
  if (source.anc && source.anc->breaks) anc.did_sdid.push_back({0x41, 0x07});
  return anc;
}

}  // namespace

Expected<config::ReceiverConfig> resolve_receiver(const config::ReceiverConfig& receiver) {
  if (receiver.sdp_file.empty()) return receiver;
  const auto text = read_sdp_file(receiver.sdp_file.string());
  if (!text) {
    return input_error(
        fmt::format("receiver {}: {} {}", receiver.id, receiver.sdp_file.string(), text.error().message));
  }
  return resolve_receiver(receiver, *text, receiver.sdp_file.string());
}

Expected<config::ReceiverConfig> resolve_receiver(const config::ReceiverConfig& receiver, std::string_view sdp,
                                                  const std::string& name) {
  const auto where = [&](const std::string& message) {
    return fmt::format("receiver {}: {}: {}", receiver.id, name, message);
  };
  const auto reading = sdp::read_st2110_with_warnings(sdp);
  if (!reading) return std::unexpected(Error{Fault::kInput, where(reading.error().message)});
  log_deviations(receiver.id, name, reading->warnings);
  for (const sdp::St2110Media& media : reading->session.media) {
    if (!is_of(media, receiver.essence)) continue;
    auto bound = bind(receiver, media);
    if (!bound) return std::unexpected(Error{bound.error().fault, where(bound.error().message)});
    return bound;
  }
  return input_error(where(fmt::format("it describes no {} that is received here but {}; give the SDP of one",
                                       name_of(receiver.essence), names_of(reading->session.media))));
}

std::vector<config::ConfigFault> resolve_receivers(config::Config& config) {
  std::vector<config::ConfigFault> faults;
  for (size_t i = 0; i < config.receivers.size(); ++i) {
    auto resolved = resolve_receiver(config.receivers[i]);
    if (resolved) {
      config.receivers[i] = std::move(*resolved);
    } else {
      faults.push_back({fmt::format("/receivers/{}/sdp", i), resolved.error().message});
    }
  }
  return faults;
}

sdp::EssenceParameters sender_essence(const config::SenderConfig& sender, const config::SourceConfig& source) {
  switch (sender.essence) {
    case config::Essence::kVideo: return video_parameters(sender, *source.video);
    case config::Essence::kAudio:
      return sdp::AudioParameters{.depth = source.audio->depth,
                                  .rate_hz = source.audio->rate_hz,
                                  .channels = source.audio->channels,
                                  .packet_time_us = sender.packet_time_us,
                                  .channel_order = sdp::plain_channel_order(source.audio->channels)};
    case config::Essence::kAnc: break;
  }
  return anc_parameters(source);
}

std::string sender_sdp(const config::SenderConfig& sender, const config::SourceConfig& source, const SdpHost& host) {
  sdp::St2110Session session;
  session.name = sender.id;
  session.session_id = 1;
  session.session_version = host.version;
  sdp::St2110Media media{.parameters = sender_essence(sender, source),
                         .payload_type = sender.payload_type,
                         .legs = {},
                         .title = sender.id};
  for (size_t leg = 0; leg < kLegCount; ++leg) {
    if (!sender.legs[leg]) continue;
    if (media.legs.empty()) session.origin = host.addresses[leg];
    sdp::MediaLeg out;
    out.destination = {sender.legs[leg]->destination, sender.legs[leg]->port};
    out.sources = {host.addresses[leg]};
    out.reference_clocks = {host.clocks[leg]};
    out.ttl = sender.ttl;
    media.legs.push_back(std::move(out));
  }
  session.media.push_back(std::move(media));
  return sdp::write_st2110(session);
}

}  // namespace cw::app
