#include "gateway/bridge/audio/audio_track.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// After a longer stall frames are left out rather than made up.
constexpr Duration kMakeUp = std::chrono::seconds{10};

}  // namespace

Expected<std::unique_ptr<AudioTrack>> AudioTrack::create(const ChannelConfig& config, size_t track,
                                                         SpscRing<bus::AudioLease>& ring, const SinkList& sinks) {
  const auto& languages = config.audio.languages;
  auto encoder = AacEncoder::create(config.audio.bitrate_kbps, config.audio.channels,
                                    track < languages.size() && !languages[track].empty() ? languages[track] : "und");
  if (!encoder) return std::unexpected(encoder.error());
  auto made = std::unique_ptr<AudioTrack>(new AudioTrack(config, track, sinks, std::move(*encoder)));
  TrackRoute straight;
  for (uint16_t c = 0; c < kMaxTrackChannels; ++c) straight[c] = {.input = &ring, .channel = c};
  made->route(straight, TaiTime{});
  return made;
}

AudioTrack::AudioTrack(const ChannelConfig& config, size_t track, const SinkList& sinks, AacEncoder encoder)
    : config_(config),
      channels_(std::min<size_t>(config.audio.channels, kMaxTrackChannels)),
      track_(track),
      log_name_(fmt::format("channel {} audio track {}", config.id, track + 1)),
      sinks_(sinks),
      encoder_(std::move(encoder)) {
  fed_.locked.set(1);
}

void AudioTrack::route(const TrackRoute& route, TaiTime from) {
  const int64_t position = kTrackRate.index_at(from);
  ChannelMask routed = 0;
  for (size_t c = 0; c < channels_; ++c) {
    if (route[c].input == nullptr) continue;
    (void)feed_of(*route[c].input);
    routed |= static_cast<ChannelMask>(1U << c);
  }
  routed_.change(routed, position);
  for (const auto& feed : feeds_) {
    ChannelPicks picks;
    for (size_t c = 0; c < picks.size(); ++c) {
      if (c < channels_ && route[c].input == &feed->ring()) picks[c] = route[c].channel;
    }
    feed->route(picks, position);
  }
}

AudioFeed& AudioTrack::feed_of(SpscRing<bus::AudioLease>& ring) {
  const auto found = std::ranges::find_if(feeds_, [&](const auto& feed) { return &feed->ring() == &ring; });
  if (found != feeds_.end()) return **found;
  return *feeds_.emplace_back(std::make_unique<AudioFeed>(log_name_, ring, timeline_, fed_));
}

void AudioTrack::drop_input(const SpscRing<bus::AudioLease>& ring) {
  std::erase_if(feeds_, [&](const auto& feed) {
    if (&feed->ring() != &ring) return false;
    feed->clear();
    return true;
  });
}

int64_t AudioTrack::frame_due(TaiTime now) const {
  return static_cast<int64_t>(floor_div(kTrackRate.index_at(now - config_.delay), kAacFrameSamples));
}

void AudioTrack::step(TaiTime now) {
  follow_clock(now);
  for (const auto& feed : feeds_) feed->step();
  // Frame j is whole when the first sample of frame j + 1 is due.
  while (timeline_.position() < frame_due(now) * kAacFrameSamples) encode_next();
}

void AudioTrack::follow_clock(TaiTime now) {
  const int64_t due = frame_due(now) * kAacFrameSamples;
  const int64_t limit = kTrackRate.index_at(TaiTime::from_ns(kMakeUp.count()));
  if (started_ && due - timeline_.position() < limit && timeline_.position() - due < limit) return;
  started_ = true;
  timeline_.skip_to(due);
}

void AudioTrack::encode_next() {
  const int64_t position = timeline_.position();
  const uint32_t silent = timeline_.read(kAacFrameSamples, routed_.at(position), frame_);
  routed_.forget_before(position);
  silent_samples_.add(silent);
  alive_.set(silent < kAacFrameSamples ? 1 : 0);
  if (auto encoded = encoder_.encode(frame_, position, ready_); !encoded) {
    fail(encoded.error());
  } else {
    failing_ = false;
  }
  deliver();
}

void AudioTrack::deliver() {
  for (const bus::CodedUnitPtr& unit : ready_) {
    units_.add();
    octets_.add(unit->data.size());
    for (bus::CodedSink* sink : sinks_) sink->on_audio(track_, unit);
  }
  ready_.clear();
}

void AudioTrack::fail(const Error& error) {
  if (!std::exchange(failing_, true)) log_error(log_name_, error.message);
}

void AudioTrack::clear() {
  for (const auto& feed : feeds_) feed->clear();
}

void AudioTrack::finish() {
  if (std::exchange(finished_, true)) return;
  if (auto flushed = encoder_.flush(ready_); !flushed) fail(flushed.error());
  deliver();
}

AudioTrackStatistics AudioTrack::statistics() const {
  return {.blocks_in = fed_.blocks.get(),
          .late_blocks = fed_.late_blocks.get(),
          .silent_samples = silent_samples_.get(),
          .resampled_blocks = fed_.resampled_blocks.get(),
          .resyncs = fed_.resyncs.get(),
          .units_out = units_.get(),
          .octets = octets_.get(),
          .correction_ppm = fed_.correction_ppm.get(),
          .alive = alive_.get() != 0,
          .locked = fed_.locked.get() != 0};
}

}  // namespace cw::bridge
