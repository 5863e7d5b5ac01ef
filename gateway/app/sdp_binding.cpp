#include "gateway/app/sdp_binding.h"

#include <fmt/core.h>

#include <array>
#include <variant>

#include "gateway/app/formats.h"
#include "gateway/app/sdp_file.h"
#include "gateway/app/sdp_report.h"
#include "gateway/core/log.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "gateway/essence/video_20/video_raster.h"
#include "sdp/st2110/channel_order.h"
#include "sdp/st2110/reader.h"
#include "sdp/st2110/writer.h"

namespace cw::app {
namespace {

/// The alternatives of sdp::EssenceParameters begin with the essences of the config, in its order.
constexpr std::array kEssenceNames = {"video", "audio", "ancillary data"};

template <typename To, typename From>
To same_enumerator(From scan) {
  return static_cast<To>(static_cast<uint8_t>(scan));  // progressive, interlaced, PsF in both
}

Expected<void> take(const sdp::VideoParameters& from, config::ReceiverConfig& to) {
  if (from.sampling != sdp::Sampling::kYCbCr422 || (from.depth != 8 && from.depth != 10) || from.floating_point) {
    return input_error("only YCbCr-4:2:2 with 8 or 10 bits is received; set the sender to one of them");
  }
  const config::VideoParameters video{.width = from.width,
                                      .height = from.height,
                                      .rate = from.rate,
                                      .scan = same_enumerator<config::Scan>(from.scan),
                                      .depth = from.depth};
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
  // An SDP that says nothing of its frames says nothing of their fields.
  if (from.rate || from.interlaced) anc.scan = from.interlaced ? config::Scan::kInterlaced : config::Scan::kProgressive;
  to.anc = anc;
  return {};
}

/// Kinds of essence that an SDP can describe and the engine does not take.
template <typename Other>
Expected<void> take(const Other& /*from*/, config::ReceiverConfig& /*to*/) {
  return input_error("this format is not received; allowed are raw video, L16 and L24 audio, and smpte291");
}

bool is_of(const sdp::St2110Media& media, config::Essence essence) {
  return media.parameters.index() == static_cast<size_t>(essence);
}

Expected<config::ReceiverConfig> bind(config::ReceiverConfig receiver, const sdp::St2110Media& media) {
  if (auto taken = take_format(media.parameters, receiver); !taken) return std::unexpected(taken.error());
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

Expected<void> take_format(const sdp::EssenceParameters& parameters, config::ReceiverConfig& receiver) {
  if (parameters.index() < kEssenceNames.size() && parameters.index() != static_cast<size_t>(receiver.essence)) {
    return input_error(fmt::format("this is {}, the receiver takes {}", kEssenceNames[parameters.index()],
                                   kEssenceNames[static_cast<size_t>(receiver.essence)]));
  }
  return std::visit([&](const auto& from) { return take(from, receiver); }, parameters);
}

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
  return input_error(
      where(fmt::format("it describes no {} that is received here but {}; give the SDP of one",
                        kEssenceNames[static_cast<size_t>(receiver.essence)], names_of(reading->session.media))));
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
