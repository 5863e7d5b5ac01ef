#include "nmos/model/source_resource.h"

#include <fmt/format.h>

#include <algorithm>

#include "nmos/model/channel_symbols.h"

namespace cw::nmos {
namespace {

using nlohmann::json;

/// The audio format that the first sender of this source has; nullptr: none sends it.
const sdp::AudioParameters* sent_audio(const NodeDescription& node, const std::string& source) {
  const auto found = std::ranges::find(node.senders, source, &SenderDescription::source);
  return found == node.senders.end() ? nullptr : std::get_if<sdp::AudioParameters>(&found->parameters);
}

/// As many channels as the SDP has, else as many as have labels; at least one, as the schema wants.
json channels_json(const NodeDescription& node, const SourceDescription& source) {
  const sdp::AudioParameters* audio = sent_audio(node, source.name);
  const size_t count = std::max<size_t>(1, audio != nullptr ? audio->channels : source.channel_labels.size());
  const auto symbols = audio != nullptr ? channel_symbols(audio->channel_order) : std::vector<std::string>{};
  json channels = json::array();
  for (size_t i = 0; i < count; ++i) {
    const bool labelled = i < source.channel_labels.size();
    json channel{{"label", labelled ? source.channel_labels[i] : fmt::format("Channel {}", i + 1)}};
    if (symbols.size() == count) channel["symbol"] = symbols[i];
    channels.push_back(std::move(channel));
  }
  return channels;
}

}  // namespace

json source_resource(const BuildContext& context, const SourceDescription& source) {
  json resource = resource_core(context.ids.source(source.name), source.label, source.label);
  resource["format"] = format_urn(source.format);
  resource["caps"] = json::object();
  resource["device_id"] = context.ids.device();
  resource["clock_name"] = kClockName;
  resource["parents"] = json::array();
  for (const std::string& parent : source.parents) resource["parents"].push_back(context.ids.source(parent));
  if (source.grain_rate) resource["grain_rate"] = rational_json(*source.grain_rate);
  if (source.format == Format::kAudio) resource["channels"] = channels_json(context.node, source);
  return resource;
}

}  // namespace cw::nmos
