// Sources, senders and receivers of config/conversion.h.
#include <fmt/format.h>

#include "config/conversion.h"

namespace cw::config {
namespace {

constexpr Names<SourceType, 2> kSourceNames{{{"generator", SourceType::kGenerator}, {"capture", SourceType::kCapture}}};
constexpr Names<ReplayTiming, 2> kTimingNames{
    {{"original", ReplayTiming::kOriginal}, {"retimed", ReplayTiming::kRetimed}}};
constexpr Names<Packing, 2> kPackingNames{{{"gpm", Packing::kGpm}, {"bpm", Packing::kBpm}}};
constexpr Names<Leg, 2> kLegNames{{{"red", Leg::kRed}, {"blue", Leg::kBlue}}};

/// What receivers and senders usually take: 96, 97, 100.
constexpr PayloadType usual_payload_type(Essence essence) {
  switch (essence) {
    case Essence::kVideo: return PayloadType{96};
    case Essence::kAudio: return PayloadType{97};
    case Essence::kAnc: return PayloadType{100};
  }
  return PayloadType{96};
}

void convert_generator(const JsonNode& node, SourceConfig& source) {
  for (const char* key : {"file", "timing", "loop", "flows"}) {
    node.refuse(key, "belongs to a source of type \"capture\"; this one is a generator");
  }
  if (const auto video = node.object("video")) source.video = convert_video(*video);
  if (const auto audio = node.object("audio")) source.audio = convert_audio(*audio);
  if (const auto anc = node.object("anc")) {
    source.anc.emplace();
    anc->read("timecode", source.anc->timecode);
    anc->read("captions", source.anc->captions);
    anc->read("breaks", source.anc->breaks);
  }
  node.read("label", source.label);
  if (!node.has("video") && !node.has("audio") && !node.has("anc")) {
    node.fault("generates nothing; give it \"video\", \"audio\" or \"anc\"");
  }
}

void convert_capture(const JsonNode& node, const std::filesystem::path& base_dir, SourceConfig& source) {
  for (const char* key : {"video", "audio", "anc", "label"}) {
    node.refuse(key, "belongs to a source of type \"generator\"; this one is a capture");
  }
  node.read("file", source.file, base_dir);
  node.read("timing", source.timing, kTimingNames);
  node.read("loop", source.loop);
  node.each("flows", [&](const JsonNode& flow_node) {
    CaptureFlow flow;
    flow_node.read("match", flow.match);
    flow_node.read("destination", flow.destination);
    flow_node.read("network", flow.network, kLegNames);
    source.flows.push_back(flow);
  });
  if (!node.has("file")) node.fault("\"file\" is missing; it is the pcap or pcapng file to play");
  if (!node.has("flows")) node.fault("\"flows\" is missing; it lists which flows of the file go where");
}

template <typename T, typename Convert>
PerLeg<T> convert_legs(const JsonNode& node, Convert convert_leg) {
  PerLeg<T> legs;
  const auto legs_node = node.object("legs");
  if (!legs_node) return legs;
  for (const auto& [name, leg] : kLegNames) {
    if (const auto leg_node = legs_node->object(name)) legs[index_of(leg)] = convert_leg(*leg_node);
  }
  return legs;
}

ReceiverLeg convert_receiver_leg(const JsonNode& node) {
  ReceiverLeg leg;
  node.read("group", leg.group);
  node.read("port", leg.port);
  node.read("source", leg.source);
  return leg;
}

/// Without legs a receiver waits for a controller.
void require_explicit_parts(const JsonNode& node, const std::string& essence, bool controllable) {
  if (!node.has("legs") && controllable) return;
  if (!node.has("legs")) {
    node.fault(
        R"("legs" is missing; a receiver has legs, an "sdp" that names them, or with "nmos" a controller that does)");
  }
  if (!node.has(essence.c_str())) {
    node.fault(fmt::format("\"{0}\" is missing; a receiver has \"{0}\" or \"sdp\"", essence));
  }
}

void convert_explicit_receiver(const JsonNode& node, ReceiverConfig& receiver, bool controllable) {
  const std::string wanted = name_of(receiver.essence);
  for (const auto& [name, unused] : kEssenceNames) {
    if (wanted != name) node.refuse(name, fmt::format("does not fit; this receiver's essence is \"{}\"", wanted));
  }
  if (const auto video = node.object("video")) receiver.video = convert_video(*video);
  if (const auto audio = node.object("audio")) receiver.audio = convert_audio(*audio);
  if (const auto anc = node.object("anc")) {
    receiver.anc.emplace();
    anc->read("rate", receiver.anc->rate);
    anc->read("scan", receiver.anc->scan, kScanNames);
  }
  receiver.legs = convert_legs<ReceiverLeg>(node, convert_receiver_leg);
  require_explicit_parts(node, wanted, controllable);
}

void convert_mapping(const JsonNode& node, ReceiverConfig& receiver) {
  if (receiver.essence != Essence::kAudio) return node.refuse("mapping", "belongs to a receiver of essence \"audio\"");
  const auto mapping = node.object("mapping");
  if (!mapping) return;
  mapping->read("block_size", receiver.mapping.block_size);
  mapping->read("reordering", receiver.mapping.reordering);
}

}  // namespace

VideoParameters convert_video(const JsonNode& node) {
  VideoParameters video;
  node.read("width", video.width);
  node.read("height", video.height);
  node.read("rate", video.rate);
  node.read("scan", video.scan, kScanNames);
  node.read("depth", video.depth);
  return video;
}

AudioParameters convert_audio(const JsonNode& node) {
  AudioParameters audio;
  node.read("channels", audio.channels);
  node.read("rate", audio.rate_hz);
  node.read("depth", audio.depth);
  node.read("packet_time_us", audio.packet_time_us);
  return audio;
}

SourceConfig convert_source(const JsonNode& node, const std::filesystem::path& base_dir) {
  SourceConfig source;
  node.read("id", source.id);
  node.read("type", source.type, kSourceNames);
  if (!node.has("type")) return source;
  if (source.type == SourceType::kGenerator) {
    convert_generator(node, source);
  } else {
    convert_capture(node, base_dir, source);
  }
  return source;
}

SenderConfig convert_sender(const JsonNode& node) {
  SenderConfig sender;
  node.read("id", sender.id);
  node.read("source", sender.source);
  node.read("essence", sender.essence, kEssenceNames);
  sender.payload_type = usual_payload_type(sender.essence);
  node.read("payload_type", sender.payload_type.value);
  node.read("dscp", sender.dscp);
  node.read("ttl", sender.ttl);
  node.read("packing", sender.packing, kPackingNames);
  node.read("max_udp", sender.max_udp_octets);
  node.read("packet_time_us", sender.packet_time_us);
  sender.legs = convert_legs<SenderLeg>(node, [](const JsonNode& leg_node) {
    SenderLeg leg;
    leg_node.read("destination", leg.destination);
    leg_node.read("port", leg.port);
    return leg;
  });
  if (sender.essence != Essence::kVideo) {
    for (const char* key : {"packing", "max_udp"}) node.refuse(key, "belongs to a sender of essence \"video\"");
  }
  if (sender.essence != Essence::kAudio) node.refuse("packet_time_us", "belongs to a sender of essence \"audio\"");
  return sender;
}

ReceiverConfig convert_receiver(const JsonNode& node, const std::filesystem::path& base_dir, bool controllable) {
  ReceiverConfig receiver;
  node.read("id", receiver.id);
  node.read("essence", receiver.essence, kEssenceNames);
  node.read("link_offset_ms", receiver.link_offset_ms);
  receiver.payload_type = usual_payload_type(receiver.essence);
  node.read("payload_type", receiver.payload_type.value);
  if (node.has("sdp")) {
    node.read("sdp", receiver.sdp_file, base_dir);
    for (const char* key : {"video", "audio", "anc", "legs", "payload_type"}) {
      node.refuse(key, "comes from the SDP file; a receiver has this or \"sdp\", not both");
    }
  } else {
    convert_explicit_receiver(node, receiver, controllable);
  }
  convert_mapping(node, receiver);
  return receiver;
}

}  // namespace cw::config
