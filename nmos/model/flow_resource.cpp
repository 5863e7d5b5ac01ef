#include "nmos/model/flow_resource.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sdp/st2110/names.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

/// Names of the components and what each of the last two is narrower and lower by.
struct Components {
  std::array<std::string_view, 3> names;  ///< empty: none
  int chroma_across = 1;
  int chroma_down = 1;
};

constexpr std::array<std::string_view, 3> kYCbCr{"Y", "Cb", "Cr"};
constexpr std::array<std::string_view, 3> kConstantLuminance{"Yc", "Cbc", "Crc"};
constexpr std::array<std::string_view, 3> kICtCp{"I", "Ct", "Cp"};

Components components_of(sdp::Sampling sampling) {
  switch (sampling) {
    case sdp::Sampling::kYCbCr422: return {kYCbCr, 2, 1};
    case sdp::Sampling::kYCbCr444: return {kYCbCr, 1, 1};
    case sdp::Sampling::kYCbCr420: return {kYCbCr, 2, 2};
    case sdp::Sampling::kClYCbCr422: return {kConstantLuminance, 2, 1};
    case sdp::Sampling::kClYCbCr444: return {kConstantLuminance, 1, 1};
    case sdp::Sampling::kClYCbCr420: return {kConstantLuminance, 2, 2};
    case sdp::Sampling::kICtCp422: return {kICtCp, 2, 1};
    case sdp::Sampling::kICtCp444: return {kICtCp, 1, 1};
    case sdp::Sampling::kICtCp420: return {kICtCp, 2, 2};
    case sdp::Sampling::kRgb: return {{"R", "G", "B"}, 1, 1};
    case sdp::Sampling::kXyz: return {{"X", "Y", "Z"}, 1, 1};
    case sdp::Sampling::kKey: return {{"Key", "", ""}, 1, 1};
  }
  return {kYCbCr, 1, 1};
}

json components_json(const sdp::VideoParameters& video) {
  const Components components = components_of(video.sampling);
  json result = json::array();
  for (size_t i = 0; i < components.names.size() && !components.names.at(i).empty(); ++i) {
    result.push_back({{"name", components.names.at(i)},
                      {"width", video.width / (i == 0 ? 1 : components.chroma_across)},
                      {"height", video.height / (i == 0 ? 1 : components.chroma_down)},
                      {"bit_depth", video.depth}});
  }
  return result;
}

void add_essence(json& flow, const sdp::VideoParameters& video) {
  flow["format"] = format_urn(Format::kVideo);
  flow["media_type"] = "video/raw";
  flow["grain_rate"] = rational_json(video.rate);
  flow["frame_width"] = video.width;
  flow["frame_height"] = video.height;
  flow["interlace_mode"] = interlace_mode(video.scan, video.height);
  flow["colorspace"] = sdp::to_name(sdp::kColorimetryNames, video.colorimetry);
  flow["transfer_characteristic"] = sdp::to_name(sdp::kTransferNames, video.transfer);
  flow["components"] = components_json(video);
}

void add_essence(json& flow, const sdp::AudioParameters& audio) {
  flow["format"] = format_urn(Format::kAudio);
  flow["media_type"] = fmt::format("audio/L{}", audio.depth);
  flow["sample_rate"] = rational_json(SampleRate::hz(audio.rate_hz));
  flow["bit_depth"] = audio.depth;
}

void add_essence(json& flow, const sdp::AncParameters& anc) {
  flow["format"] = format_urn(Format::kData);
  flow["media_type"] = "video/smpte291";
  if (anc.rate) flow["grain_rate"] = rational_json(*anc.rate);
  if (anc.did_sdid.empty()) return;
  flow["DID_SDID"] = json::array();
  for (const DidSdid& word : anc.did_sdid) {
    flow["DID_SDID"].push_back(
        {{"DID", fmt::format("0x{:02x}", word.did)}, {"SDID", fmt::format("0x{:02x}", word.sdid)}});
  }
}

void add_essence(json& flow, const sdp::CompressedVideoParameters& video) {
  flow["format"] = format_urn(Format::kVideo);
  flow["media_type"] = "video/" + video.encoding;
  if (video.rate) flow["grain_rate"] = rational_json(*video.rate);
  flow["frame_width"] = video.width;
  flow["frame_height"] = video.height;
  flow["interlace_mode"] = interlace_mode(video.scan, video.height);
  flow["colorspace"] = sdp::to_name(sdp::kColorimetryNames, video.colorimetry.value_or(sdp::Colorimetry::kUnspecified));
  if (video.transfer) flow["transfer_characteristic"] = sdp::to_name(sdp::kTransferNames, *video.transfer);
}

void add_essence(json& flow, const sdp::Am824Parameters& audio) {
  flow["format"] = format_urn(Format::kAudio);
  flow["media_type"] = "audio/AM824";
  flow["sample_rate"] = rational_json(SampleRate::hz(audio.rate_hz));
}

void add_essence(json& flow, const sdp::OtherEssence& other) {
  flow["format"] = format_urn(format_of(other));
  flow["media_type"] = other.media_type + "/" + other.encoding;
}

json flow_core(const BuildContext& context, const std::string& name, const std::string& label,
               const std::string& source) {
  json flow = resource_core(context.ids.flow(name), label, label);
  flow["source_id"] = context.ids.source(source);
  flow["device_id"] = context.ids.device();
  flow["parents"] = json::array();
  return flow;
}

bool is_sender(const NodeDescription& node, const std::string& name) {
  return std::ranges::find(node.senders, name, &SenderDescription::name) != node.senders.end();
}

}  // namespace

std::string_view interlace_mode(sdp::Scan scan, uint16_t height) {
  if (scan == sdp::Scan::kProgressive) return "progressive";
  if (scan == sdp::Scan::kPsf) return "interlaced_psf";
  const bool is_525_lines = height >= 480 && height <= 487;
  return is_525_lines ? "interlaced_bff" : "interlaced_tff";
}

json flow_resource(const BuildContext& context, const SenderDescription& sender) {
  json flow = flow_core(context, sender.name, sender.label, sender.source);
  std::visit([&flow](const auto& essence) { add_essence(flow, essence); }, sender.parameters);
  return flow;
}

json mux_flow_resource(const BuildContext& context, const MuxSenderDescription& sender) {
  json flow = flow_core(context, sender.name, sender.label, sender.source);
  flow["format"] = format_urn(Format::kMux);
  flow["media_type"] = "video/MP2T";
  flow["bit_rate"] = sender.bit_rate_kbps;
  const auto source = std::ranges::find(context.node.sources, sender.source, &SourceDescription::name);
  if (source != context.node.sources.end() && source->grain_rate)
    flow["grain_rate"] = rational_json(*source->grain_rate);
  // What comes in through receivers is in flows of other nodes, whose ids are not known here.
  for (const std::string& parent : sender.parents) {
    if (is_sender(context.node, parent)) flow["parents"].push_back(context.ids.flow(parent));
  }
  return flow;
}

}  // namespace cw::nmos
