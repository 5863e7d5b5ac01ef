#include "nmos/model/receiver_resource.h"

#include <fmt/format.h>

#include "nmos/model/flow_resource.h"
#include "sdp/st2110/names.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

/// With the metadata that every set has.
json constraint_set(const std::string& label, const json& media_types) {
  return {{"urn:x-nmos:cap:meta:label", label},
          {"urn:x-nmos:cap:meta:preference", 0},
          {"urn:x-nmos:cap:meta:enabled", true},
          {"urn:x-nmos:cap:format:media_type", {{"enum", media_types}}}};
}

/// An empty enum would allow nothing at all.
void add_enum(json& set, const std::string& urn, json values) {
  if (!values.empty()) set[urn] = {{"enum", std::move(values)}};
}

json interlace_modes(const std::vector<sdp::Scan>& scans) {
  constexpr uint16_t kHeightOf525Lines = 486;
  constexpr uint16_t kOtherHeight = 1080;
  json modes = json::array();
  for (const sdp::Scan scan : scans) {
    modes.push_back(interlace_mode(scan, kOtherHeight));
    if (scan == sdp::Scan::kInterlaced) modes.push_back(interlace_mode(scan, kHeightOf525Lines));
  }
  return modes;
}

json video_caps(const VideoCapabilities& video) {
  const json media_types = json::array({"video/raw"});
  json set = constraint_set(fmt::format("ST 2110-20 up to {} x {}", video.max_width, video.max_height), media_types);
  set["urn:x-nmos:cap:format:frame_width"] = {{"minimum", 1}, {"maximum", video.max_width}};
  set["urn:x-nmos:cap:format:frame_height"] = {{"minimum", 1}, {"maximum", video.max_height}};
  add_enum(set, "urn:x-nmos:cap:format:interlace_mode", interlace_modes(video.scans));
  json samplings = json::array();
  for (const sdp::Sampling sampling : video.samplings) samplings.push_back(sdp::to_name(sdp::kSamplingNames, sampling));
  add_enum(set, "urn:x-nmos:cap:format:color_sampling", std::move(samplings));
  add_enum(set, "urn:x-nmos:cap:format:component_depth", video.depths);
  return {{"media_types", media_types}, {"constraint_sets", json::array({std::move(set)})}};
}

json audio_caps(const AudioCapabilities& audio) {
  json media_types = json::array();
  for (const uint8_t depth : audio.depths) media_types.push_back(fmt::format("audio/L{}", depth));
  json set = constraint_set(fmt::format("ST 2110-30 up to {} channels", audio.max_channels), media_types);
  set["urn:x-nmos:cap:format:channel_count"] = {{"minimum", 1}, {"maximum", audio.max_channels}};
  json rates = json::array();
  for (const uint32_t rate : audio.rates_hz) rates.push_back({{"numerator", rate}});
  add_enum(set, "urn:x-nmos:cap:format:sample_rate", std::move(rates));
  add_enum(set, "urn:x-nmos:cap:format:sample_depth", audio.depths);
  json packet_times = json::array();
  for (const uint32_t time_us : audio.packet_times_us) packet_times.push_back(time_us / 1000.0);
  add_enum(set, "urn:x-nmos:cap:transport:packet_time", std::move(packet_times));
  return {{"media_types", media_types}, {"constraint_sets", json::array({std::move(set)})}};
}

json caps_of(const ReceiverDescription& receiver) {
  const auto plain = [](const std::string& label, const std::string& media_type) -> json {
    const json media_types = json::array({media_type});
    return {{"media_types", media_types}, {"constraint_sets", json::array({constraint_set(label, media_types)})}};
  };
  switch (receiver.format) {
    case Format::kVideo: return video_caps(receiver.video);
    case Format::kAudio: return audio_caps(receiver.audio);
    case Format::kData: return plain("ST 2110-40", "video/smpte291");
    case Format::kMux: return plain("MPEG-TS", "video/MP2T");
  }
  return json::object();
}

}  // namespace

json receiver_resource(const BuildContext& context, const ReceiverDescription& receiver) {
  json resource = resource_core(context.ids.receiver(receiver.name), receiver.label, receiver.label);
  add_group_hint(resource["tags"], receiver.name, receiver.format, GroupRole::kReceiver);
  resource["format"] = format_urn(receiver.format);
  resource["device_id"] = context.ids.device();
  resource["transport"] = "urn:x-nmos:transport:rtp";
  resource["interface_bindings"] = json::array();
  for (const LegDescription& leg : receiver.legs) resource["interface_bindings"].push_back(leg.interface);
  resource["caps"] = caps_of(receiver);
  show_subscription(resource, ResourceType::kReceiver, {});
  return resource;
}

}  // namespace cw::nmos
