// Sources, senders and receivers of config/cross_checks.h.
#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <map>
#include <system_error>

#include "config/conversion.h"
#include "config/cross_checks.h"
#include "config/json_text.h"
#include "gateway/core/ipv4_text.h"

namespace cw::config {
namespace {

/// ST 2110-30 §6.2.1: audio payloads stay within the standard UDP size limit.
constexpr uint32_t kMaxAudioPayloadOctets = 1440;
constexpr uint32_t kIpv4HeaderOctets = 20;

bool is_link_local_group(Ipv4Address address) { return (address.value >> 8) == 0xE00000; }

/// A multicast group for media, or a unicast host.
bool is_destination(Ipv4Address address) {
  const uint32_t first_octet = address.value >> 24;
  if (address.is_multicast()) return !is_link_local_group(address);
  return first_octet != 0 && first_octet != 127 && first_octet < 224;
}

void check_network_exists(const Config& config, Leg leg, const std::string& pointer, FaultList& faults) {
  if (config.networks[index_of(leg)] || faults.touched("/networks")) return;
  faults.add(pointer, fmt::format("uses the network \"{0}\", which is not there; add /networks/{0} or leave it out",
                                  cw::name_of(leg)));
}

void check_destination(Ipv4Address address, const std::string& pointer, FaultList& faults) {
  if (faults.touched(pointer) || is_destination(address)) return;
  faults.add(pointer, fmt::format("is {}; allowed is a multicast group outside 224.0.0.0/24 or the address of a host",
                                  to_text(address)));
}

void check_file(const std::filesystem::path& file, const std::string& pointer, FaultList& faults) {
  std::error_code ignored;
  if (file.empty() || faults.touched(pointer) || std::filesystem::is_regular_file(file, ignored)) return;
  faults.add(pointer,
             fmt::format("is {}, which is no file here; allowed is a file this process can read", file.string()));
}

void check_raster(const VideoParameters& video, const std::string& pointer, FaultList& faults) {
  if (video.scan == Scan::kProgressive || video.height % 2 == 0) return;
  faults.add(child(pointer, "height"),
             fmt::format("is {}; interlaced and psf pictures have an even number of lines", video.height));
}

void check_audio_payload(const AudioParameters& audio, uint32_t packet_time_us, const std::string& pointer,
                         FaultList& faults) {
  const uint64_t samples = uint64_t{audio.rate_hz} * packet_time_us / 1'000'000;
  const uint64_t octets = samples * audio.channels * audio.depth / 8;
  if (octets <= kMaxAudioPayloadOctets) return;
  faults.add(pointer,
             fmt::format("makes packets of {} octets ({} channels, {} bit, {} Hz, {} us); allowed are {}: use fewer "
                         "channels or a packet_time_us of 125",
                         octets, audio.channels, audio.depth, audio.rate_hz, packet_time_us, kMaxAudioPayloadOctets));
}

/// Flows seen so far, to find two objects that claim the same one.
class FlowClaims {
 public:
  struct Flow {
    Leg leg;
    Endpoint destination;
    Ipv4Address source;
    auto operator<=>(const Flow&) const = default;
  };
  /// The id that has claimed it before; nullptr when it was free.
  const std::string* claim(const Flow& flow, const std::string& id) {
    const auto [entry, fresh] = claims_.emplace(flow, id);
    return fresh ? nullptr : &entry->second;
  }

 private:
  std::map<Flow, std::string> claims_;
};

void check_capture_flow(const Config& config, const CaptureFlow& flow, const std::string& pointer, FaultList& faults) {
  check_destination(flow.destination.address, child(pointer, "destination"), faults);
  if (!faults.touched(child(pointer, "network"))) {
    check_network_exists(config, flow.network, child(pointer, "network"), faults);
  }
}

bool makes(const SourceConfig& source, Essence essence) {
  switch (essence) {
    case Essence::kVideo: return source.video.has_value();
    case Essence::kAudio: return source.audio.has_value();
    case Essence::kAnc: return source.anc.has_value();
  }
  return false;
}

void check_sender_source(const Config& config, const SenderConfig& sender, const std::string& pointer,
                         FaultList& faults) {
  const auto source = std::ranges::find(config.sources, sender.source, &SourceConfig::id);
  if (source == config.sources.end()) {
    check_reference(sender.source, {ids_of(config.sources), "/sources"}, child(pointer, "source"), faults);
    return;
  }
  if (faults.touched(pointer_to("sources", static_cast<size_t>(source - config.sources.begin())))) return;
  if (source->type == SourceType::kCapture) {
    faults.add(child(pointer, "source"),
               fmt::format("is the capture \"{}\"; allowed is a generator (a capture sends by its own \"flows\")",
                           sender.source));
  } else if (!makes(*source, sender.essence)) {
    faults.add(child(pointer, "essence"),
               fmt::format("is \"{0}\", which source \"{1}\" does not make; add \"{0}\" to that source",
                           name_of(sender.essence), sender.source));
  } else if (sender.essence == Essence::kAudio) {
    check_audio_payload(*source->audio, sender.packet_time_us, pointer, faults);
  }
}

void check_datagram_fits(const NetworkConfig& network, const SenderConfig& sender, const std::string& pointer,
                         FaultList& faults) {
  const uint32_t needed = sender.max_udp_octets + kIpv4HeaderOctets;
  if (sender.essence != Essence::kVideo || needed <= network.mtu) return;
  faults.add(child(pointer, "max_udp"),
             fmt::format("is {}, more than the network's mtu of {} holds; allowed are {} octets", sender.max_udp_octets,
                         network.mtu, network.mtu - kIpv4HeaderOctets));
}

void check_sender_leg(const Config& config, const SenderConfig& sender, Leg leg, const std::string& pointer,
                      FaultList& faults) {
  const std::string leg_pointer = child(child(pointer, "legs"), cw::name_of(leg));
  check_network_exists(config, leg, leg_pointer, faults);
  check_destination(sender.legs[index_of(leg)]->destination, child(leg_pointer, "destination"), faults);
  if (const auto& network = config.networks[index_of(leg)]) check_datagram_fits(*network, sender, pointer, faults);
}

void check_receiver_source(const ReceiverLeg& leg, const std::string& pointer, FaultList& faults) {
  const std::string source_pointer = child(pointer, "source");
  if (leg.source.value == 0 || faults.touched(source_pointer)) return;
  if (leg.source.is_multicast() || !is_destination(leg.source)) {
    faults.add(source_pointer, fmt::format("is {}; allowed is the address of the sending host", to_text(leg.source)));
  }
}

void check_receiver_leg(const Config& config, const ReceiverLeg& leg, Leg name, const std::string& pointer,
                        FaultList& faults) {
  check_network_exists(config, name, pointer, faults);
  check_receiver_source(leg, pointer, faults);
  const std::string group_pointer = child(pointer, "group");
  const auto& network = config.networks[index_of(name)];
  if (faults.touched(group_pointer) || !network) return;
  const bool own = !leg.group.is_multicast() && leg.group == network->address;
  const bool multicast = leg.group.is_multicast() && !is_link_local_group(leg.group);
  if (own || multicast || faults.touched("/networks")) return;
  faults.add(group_pointer,
             fmt::format("is {}; allowed is a multicast group outside 224.0.0.0/24, or {} for a unicast flow",
                         to_text(leg.group), to_text(network->address)));
}

void check_receiver_legs(const Config& config, const ReceiverConfig& receiver, const std::string& pointer,
                         FlowClaims& claims, FaultList& faults) {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& receiver_leg = receiver.legs[index_of(leg)];
    if (!receiver_leg) continue;
    const std::string leg_pointer = child(child(pointer, "legs"), cw::name_of(leg));
    check_receiver_leg(config, *receiver_leg, leg, leg_pointer, faults);
    if (faults.touched(leg_pointer)) continue;
    const Endpoint group{receiver_leg->group, receiver_leg->port};
    if (const std::string* other = claims.claim({leg, group, receiver_leg->source}, receiver.id)) {
      faults.add(leg_pointer,
                 fmt::format("receives {}, as receiver \"{}\" does; use that one in every channel that needs it",
                             to_text(group), *other));
    }
  }
}

}  // namespace

void check_sources(const Config& config, FaultList& faults) {
  check_unique_ids(ids_of(config.sources), "/sources", faults);
  for (size_t i = 0; i < config.sources.size(); ++i) {
    const SourceConfig& source = config.sources[i];
    const std::string pointer = pointer_to("sources", i);
    if (source.video) check_raster(*source.video, child(pointer, "video"), faults);
    if (source.type != SourceType::kCapture) continue;
    check_file(source.file, child(pointer, "file"), faults);
    for (size_t flow = 0; flow < source.flows.size(); ++flow) {
      check_capture_flow(config, source.flows[flow], child(child(pointer, "flows"), flow), faults);
    }
  }
}

void check_senders(const Config& config, FaultList& faults) {
  check_unique_ids(ids_of(config.senders), "/senders", faults);
  FlowClaims claims;
  for (size_t i = 0; i < config.senders.size(); ++i) {
    const SenderConfig& sender = config.senders[i];
    const std::string pointer = pointer_to("senders", i);
    check_sender_source(config, sender, pointer, faults);
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      const auto& sender_leg = sender.legs[index_of(leg)];
      if (!sender_leg) continue;
      check_sender_leg(config, sender, leg, pointer, faults);
      const std::string leg_pointer = child(child(pointer, "legs"), cw::name_of(leg));
      if (faults.touched(leg_pointer)) continue;
      const Endpoint destination{sender_leg->destination, sender_leg->port};
      if (const std::string* other = claims.claim({leg, destination, {}}, sender.id)) {
        faults.add(leg_pointer,
                   fmt::format("sends to {}, as sender \"{}\" does; allowed is a group and port of its own",
                               to_text(destination), *other));
      }
    }
  }
}

void check_receivers(const Config& config, FaultList& faults) {
  check_unique_ids(ids_of(config.receivers), "/receivers", faults);
  FlowClaims claims;
  for (size_t i = 0; i < config.receivers.size(); ++i) {
    const ReceiverConfig& receiver = config.receivers[i];
    const std::string pointer = pointer_to("receivers", i);
    check_file(receiver.sdp_file, child(pointer, "sdp"), faults);
    if (receiver.video) check_raster(*receiver.video, child(pointer, "video"), faults);
    if (receiver.audio)
      check_audio_payload(*receiver.audio, receiver.audio->packet_time_us, child(pointer, "audio"), faults);
    check_receiver_legs(config, receiver, pointer, claims, faults);
  }
}

}  // namespace cw::config
