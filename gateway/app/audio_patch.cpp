#include "gateway/app/audio_patch.h"

#include <algorithm>

namespace cw::app {
namespace {

constexpr size_t kAudioRing = 512;
/// What is captured until the change of a route is still to be read when it is heard no more.
constexpr Duration kLinger = std::chrono::seconds(1);

}  // namespace

AudioPatch::AudioPatch(const config::ChannelConfig& config) {
  for (const std::string& receiver : config.inputs.audio) {
    const size_t track = tracks_.size();
    inputs_.push_back({receiver, track, std::make_unique<SpscRing<bus::AudioLease>>(kAudioRing)});
    bridge::TrackRoute& straight = tracks_.emplace_back();
    for (uint16_t c = 0; c < config.audio.channels; ++c)
      straight[c] = {.input = inputs_.back().ring.get(), .channel = c};
  }
}

std::vector<SpscRing<bus::AudioLease>*> AudioPatch::rings() const {
  std::vector<SpscRing<bus::AudioLease>*> rings;
  for (size_t track = 0; track < tracks_.size(); ++track) rings.push_back(inputs_[track].ring.get());
  return rings;
}

bool AudioPatch::connect(ReceiverUnit& receiver) {
  bool room = true;
  for (Input& input : inputs_) {
    if (input.receiver == receiver.config().id) room = receiver.audio.connect(*input.ring) && room;
  }
  return room;
}

void AudioPatch::disconnect(ReceiverUnit& receiver) {
  for (Input& input : inputs_) receiver.audio.disconnect(*input.ring);
}

AudioPatch::Input* AudioPatch::find(size_t track, const std::string& receiver) {
  const auto found = std::ranges::find_if(
      inputs_, [&](const Input& input) { return input.track == track && input.receiver == receiver; });
  return found == inputs_.end() ? nullptr : &*found;
}

Expected<void> AudioPatch::prepare(const AudioPatchRoute& route) {
  if (route.receiver == nullptr || find(route.track, route.receiver->config().id) != nullptr) return {};
  const std::string& id = route.receiver->config().id;
  auto ring = std::make_unique<SpscRing<bus::AudioLease>>(kAudioRing);
  if (!route.receiver->audio.connect(*ring)) return input_error("receiver " + id + " feeds too many channels");
  inputs_.push_back({id, route.track, std::move(ring), TaiTime{}});
  return {};
}

void AudioPatch::set(const AudioPatchRoute& route) {
  bridge::ChannelRoute& place = tracks_[route.track][route.track_channel];
  place = {};
  if (route.receiver == nullptr) return;
  place = {.input = find(route.track, route.receiver->config().id)->ring.get(), .channel = route.receiver_channel};
}

void AudioPatch::apply(bridge::Channel& channel, TaiTime from) {
  for (size_t track = 0; track < tracks_.size(); ++track) channel.route_audio(track, tracks_[track], from);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    Input& input = inputs_[i];
    if (is_configured(i) || is_heard(input)) {
      input.unused_since = std::nullopt;
    } else if (!input.unused_since) {
      input.unused_since = from;
    }
  }
}

bool AudioPatch::is_heard(const Input& input) const {
  return std::ranges::count(tracks_[input.track], input.ring.get(), &bridge::ChannelRoute::input) != 0;
}

void AudioPatch::drop_unused(bridge::Channel& channel, TaiTime now,
                             const std::vector<std::unique_ptr<ReceiverUnit>>& receivers) {
  std::erase_if(inputs_, [&](const Input& input) {
    if (!input.unused_since || now - *input.unused_since < kLinger) return false;
    for (const auto& receiver : receivers) receiver->audio.disconnect(*input.ring);
    channel.drop_audio_input(*input.ring);
    return true;
  });
}

}  // namespace cw::app
