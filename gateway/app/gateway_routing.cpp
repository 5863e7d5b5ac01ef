// Which audio channels go where while the gateway runs (IS-08): the part of gateway.h that patches the channels' tracks.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "gateway/app/find_unit.h"
#include "gateway/app/gateway.h"
#include "gateway/app/nmos/mapping_names.h"

namespace cw::app {
namespace {

/// All tracks change at one sample, which nothing has been captured of yet.
constexpr Duration kRouteAhead = std::chrono::milliseconds(5);

struct Track {
  ChannelUnit* channel;
  size_t index;
};

struct TrackPatch {
  ChannelUnit* channel;
  AudioPatchRoute route;
};

using Channels = std::vector<std::unique_ptr<ChannelUnit>>;
using Receivers = std::vector<std::unique_ptr<ReceiverUnit>>;

std::optional<Track> find_track(const Channels& channels, const std::string& output) {
  for (const auto& channel : channels) {
    for (size_t track = 0; track < channel->config().inputs.audio.size(); ++track) {
      if (audio_output_name(channel->config().id, track) == output) return Track{channel.get(), track};
    }
  }
  return std::nullopt;
}

Expected<TrackPatch> patch_of(const nmos::AudioRoute& route, const Channels& channels, const Receivers& receivers) {
  const auto track = find_track(channels, route.output);
  if (!track) return input_error("no audio track " + route.output);
  const uint16_t track_channels = track->channel->config().audio.channels;
  if (route.output_channel >= track_channels || route.input_channel >= bus::kMaxAudioChannels) {
    return input_error(fmt::format("{} has {} channels, receivers have at most {}: there is no route from {} to {}",
                                   route.output, track_channels, bus::kMaxAudioChannels, route.input_channel,
                                   route.output_channel));
  }
  ReceiverUnit* receiver = route.input ? find_unit(receivers, *route.input) : nullptr;
  if (route.input && receiver == nullptr) return input_error("no audio receiver " + *route.input);
  return TrackPatch{.channel = track->channel,
                    .route = {.track = track->index,
                              .track_channel = route.output_channel,
                              .receiver = receiver,
                              .receiver_channel = static_cast<uint16_t>(route.input_channel)}};
}

}  // namespace

Expected<void> Gateway::route(std::span<const nmos::AudioRoute> routes) {
  const std::scoped_lock lock(mutex_);
  for (const auto& channel : channels_) channel->audio().drop_unused(channel->channel(), clock().now(), receivers_);
  if (auto patched = patch(routes); !patched) return patched;
  for (const nmos::AudioRoute& route : routes) audio_routes_[{route.output, route.output_channel}] = route;
  return {};
}

Expected<void> Gateway::patch(std::span<const nmos::AudioRoute> routes) {
  std::vector<TrackPatch> patches;
  for (const nmos::AudioRoute& route : routes) {
    auto patch = patch_of(route, channels_, receivers_);
    if (!patch) return std::unexpected(patch.error());
    if (auto prepared = patch->channel->audio().prepare(patch->route); !prepared) return prepared;
    patches.push_back(*patch);
  }
  const TaiTime from = clock().now() + kRouteAhead;
  for (const TrackPatch& patch : patches) patch.channel->audio().set(patch.route);
  for (const auto& channel : channels_) {
    const bool changed = std::ranges::count(patches, channel.get(), &TrackPatch::channel) != 0;
    if (changed) channel->audio().apply(channel->channel(), from);
  }
  return {};
}

/// As controllers see it: tracks that are new or that the config gives another input begin with that one, receivers that have gone are
/// silent for good.
void Gateway::forget_routes(const config::Config& wanted, const config::ConfigDiff& change) {
  const auto forget = [this](const std::string& channel, size_t track) {
    const std::string output = audio_output_name(channel, track);
    std::erase_if(audio_routes_, [&](const auto& entry) { return entry.first.first == output; });
  };
  for (const std::string& id : change.channels.removed) {
    const auto before = std::ranges::find(config_.channels, id, &config::ChannelConfig::id);
    for (size_t track = 0; track < before->inputs.audio.size(); ++track) forget(id, track);
  }
  for (const std::string& id : change.channels.changed) {
    const auto before = std::ranges::find(config_.channels, id, &config::ChannelConfig::id);
    const auto after = std::ranges::find(wanted.channels, id, &config::ChannelConfig::id);
    for (size_t track = 0; track < before->inputs.audio.size(); ++track) {
      const bool same = track < after->inputs.audio.size() &&
                        before->inputs.audio[track] == after->inputs.audio[track] &&
                        before->audio.channels == after->audio.channels;
      if (!same) forget(id, track);
    }
  }
  for (auto& [place, route] : audio_routes_) {
    if (!route.input || std::ranges::count(change.receivers.removed, *route.input) == 0) continue;
    route.input = std::nullopt;
    (void)patch({&route, 1});
  }
}

/// A channel that a reload makes anew goes on with what a controller has mapped, where that is still there.
void Gateway::restore_routes(const config::ChannelConfig& channel) {
  for (const auto& [place, route] : audio_routes_) {
    const auto track = find_track(channels_, place.first);
    if (track && track->channel->config().id == channel.id) (void)patch({&route, 1});
  }
}

}  // namespace cw::app
