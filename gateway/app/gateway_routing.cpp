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

std::optional<Track> find_track(const std::vector<std::unique_ptr<ChannelUnit>>& channels, const std::string& output) {
  for (const auto& channel : channels) {
    for (size_t track = 0; track < channel->config().inputs.audio.size(); ++track) {
      if (audio_output_name(channel->config().id, track) == output) return Track{channel.get(), track};
    }
  }
  return std::nullopt;
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
  std::vector<std::pair<ChannelUnit*, AudioPatchRoute>> patches;
  for (const nmos::AudioRoute& route : routes) {
    const auto track = find_track(channels_, route.output);
    if (!track) return input_error("no audio track " + route.output);
    ReceiverUnit* receiver = route.input ? find_unit(receivers_, *route.input) : nullptr;
    if (route.input && receiver == nullptr) return input_error("no audio receiver " + *route.input);
    const uint16_t channels = track->channel->config().audio.channels;
    if (route.output_channel >= channels || route.input_channel >= bus::kMaxAudioChannels) {
      return input_error(fmt::format("{} has {} channels, receivers have at most {}: there is no route from {} to {}",
                                     route.output, channels, bus::kMaxAudioChannels, route.input_channel,
                                     route.output_channel));
    }
    const AudioPatchRoute patch{.track = track->index,
                                .track_channel = route.output_channel,
                                .receiver = receiver,
                                .receiver_channel = static_cast<uint16_t>(route.input_channel)};
    if (auto prepared = track->channel->audio().prepare(patch); !prepared) return prepared;
    patches.emplace_back(track->channel, patch);
  }
  const TaiTime from = clock().now() + kRouteAhead;
  for (const auto& [channel, patch] : patches) channel->audio().set(patch);
  for (const auto& channel : channels_) {
    if (std::ranges::count(patches, channel.get(), [](const auto& patch) { return patch.first; }) == 0) continue;
    channel->audio().apply(channel->channel(), from);
  }
  return {};
}

/// A channel that a reload makes anew goes on with what a controller has mapped, where that is still there.
void Gateway::restore_routes(const config::ChannelConfig& channel) {
  for (const auto& [place, route] : audio_routes_) {
    const auto track = find_track(channels_, place.first);
    if (track && track->channel->config().id == channel.id) (void)patch({&route, 1});
  }
}

}  // namespace cw::app
