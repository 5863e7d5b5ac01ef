#include "gateway/app/nmos/channel_description.h"

#include <fmt/core.h>

#include <algorithm>

#include "gateway/app/nmos/mapping_names.h"

namespace cw::app {
namespace {

/// What can be routed to any track of the channel, silence included; nullopt: everything.
std::optional<std::vector<std::optional<std::string>>> routable(const config::ChannelConfig& channel) {
  if (!channel.audio.routable) return std::nullopt;
  std::vector<std::optional<std::string>> names{std::nullopt};
  names.insert(names.end(), channel.audio.routable->begin(), channel.audio.routable->end());
  return names;
}

/// A mono input sounds in all channels of a track. By the config: what a controller connects later changes no map.
uint32_t straight_channel(const config::Config& config, const std::string& input, uint32_t channel) {
  const auto found = std::ranges::find(config.receivers, input, &config::ReceiverConfig::id);
  return found != config.receivers.end() && found->audio && found->audio->channels == 1 ? 0 : channel;
}

void describe_track(const config::ChannelConfig& channel, size_t track, const config::Config& gateway,
                    nmos::NodeDescription& node) {
  const std::string name = audio_output_name(channel.id, track);
  const std::string label = fmt::format("{} audio {}", channel.name.empty() ? channel.id : channel.name, track + 1);
  nmos::MappingOutput output{.name = name,
                             .label = label,
                             .description = fmt::format("audio track {} of channel {}", track + 1, channel.id),
                             .source = name,
                             .channel_labels = channel_labels(channel.audio.channels),
                             .routable_inputs = routable(channel),
                             .active = {}};
  for (uint32_t c = 0; c < channel.audio.channels; ++c) {
    const std::string& input = channel.inputs.audio[track];
    output.active.push_back(
        {.output = name, .output_channel = c, .input = input, .input_channel = straight_channel(gateway, input, c)});
  }
  node.sources.push_back({.name = name,
                          .label = label,
                          .format = nmos::Format::kAudio,
                          .grain_rate = std::nullopt,
                          .channel_labels = output.channel_labels,
                          .parents = {}});
  node.mapping_outputs.push_back(std::move(output));
}

std::vector<std::string> inputs_of(const config::ChannelConfig& channel) {
  std::vector<std::string> names = channel.inputs.video;
  names.insert(names.end(), channel.inputs.audio.begin(), channel.inputs.audio.end());
  if (!channel.inputs.anc.empty()) names.push_back(channel.inputs.anc);
  return names;
}

void describe_mux(const config::ChannelConfig& channel, const OutputUnit& output, const std::string& source,
                  nmos::NodeDescription& node) {
  constexpr uint64_t kBitsPerKilobit = 1000;
  node.mux_senders.push_back(
      {.name = channel.id + "-" + output.config().id,
       .label = fmt::format("{} {}", channel.name.empty() ? channel.id : channel.name, output.config().id),
       .source = source,
       .parents = inputs_of(channel),
       .bit_rate_kbps = static_cast<uint32_t>(output.muxer()->muxrate_bps() / kBitsPerKilobit),
       .interface = {},
       .active = output.srt_sender()->statistics().connected});
}

}  // namespace

std::vector<std::string> channel_labels(size_t channels) {
  if (channels == 1) return {"Mono"};
  if (channels == 2) return {"Left", "Right"};
  std::vector<std::string> labels;
  for (size_t c = 0; c < channels; ++c) labels.push_back(fmt::format("Channel {}", c + 1));
  return labels;
}

nmos::MappingInput describe_input(const ReceiverUnit& receiver) {
  const config::ReceiverConfig& config = receiver.wanted();
  return {.name = config.id,
          .label = config.id,
          .description = "audio receiver " + config.id,
          .receiver = config.id,
          .channel_labels = channel_labels(config.audio.value_or(config::AudioParameters{}).channels),
          .reordering = config.mapping.reordering,
          .block_size = config.mapping.block_size};
}

void describe_channel(const ChannelUnit& channel, const config::Config& gateway, nmos::NodeDescription& node) {
  const config::ChannelConfig& config = channel.config();
  for (size_t track = 0; track < config.inputs.audio.size(); ++track) describe_track(config, track, gateway, node);
  const std::string mux = config.id + "-mux";
  bool any_mux = false;
  for (const auto& output : channel.outputs()) {
    if (output->srt_sender() == nullptr) continue;
    describe_mux(config, *output, mux, node);
    any_mux = true;
  }
  if (!any_mux) return;
  node.sources.push_back({.name = mux,
                          .label = config.name.empty() ? config.id : config.name,
                          .format = nmos::Format::kMux,
                          .grain_rate = config.rate,
                          .channel_labels = {},
                          .parents = {}});
}

}  // namespace cw::app
