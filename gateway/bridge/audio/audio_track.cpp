#include "gateway/bridge/audio/audio_track.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// An unlocked sender further off than this is put in its place at once rather than steered there.
constexpr Duration kMaxSteer = std::chrono::milliseconds{30};
/// Longer gaps in a resampled input start anew.
constexpr Duration kMaxGap = std::chrono::milliseconds{200};
/// After a longer stall frames are left out rather than made up.
constexpr Duration kMakeUp = std::chrono::seconds{10};

}  // namespace

Expected<std::unique_ptr<AudioTrack>> AudioTrack::create(const ChannelConfig& config, size_t track,
                                                         SpscRing<bus::AudioLease>& ring, const SinkList& sinks) {
  const auto& languages = config.audio.languages;
  auto encoder = AacEncoder::create(config.audio.bitrate_kbps, config.audio.channels,
                                    track < languages.size() && !languages[track].empty() ? languages[track] : "und");
  if (!encoder) return std::unexpected(encoder.error());
  return std::unique_ptr<AudioTrack>(new AudioTrack(config, track, ring, sinks, std::move(*encoder)));
}

AudioTrack::AudioTrack(const ChannelConfig& config, size_t track, SpscRing<bus::AudioLease>& ring,
                       const SinkList& sinks, AacEncoder encoder)
    : config_(config),
      track_(track),
      log_name_(fmt::format("channel {} audio input {}", config.id, track + 1)),
      ring_(ring),
      sinks_(sinks),
      encoder_(std::move(encoder)) {
  locked_.set(1);
}

int64_t AudioTrack::frame_due(TaiTime now) const {
  return static_cast<int64_t>(floor_div(kTrackRate.index_at(now - config_.delay), kAacFrameSamples));
}

void AudioTrack::step(TaiTime now) {
  follow_clock(now);
  while (auto block = ring_.try_pop()) accept(**block);
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

void AudioTrack::accept(const bus::AudioBlock& block) {
  blocks_.add();
  locked_.set(block.locked ? 1 : 0);
  take_first_channels(block, kMaxTrackChannels, block_);
  if (block.locked && block.format.rate == kTrackRate) {
    resampling_ = false;
    correction_ppm_.set(0);
    place(block);
  } else {
    resample(block);
  }
}

void AudioTrack::place(const bus::AudioBlock& block) {
  if (timeline_.write(block.first_sample, block_) != 0) late_blocks_.add();
}

void AudioTrack::resample(const bus::AudioBlock& block) {
  if (!prepare_resampler(block)) return;
  resampled_blocks_.add();
  push_resampled();
  expected_sample_ = block.first_sample + block.samples;
  if (block.locked) return;
  const Duration length{block.format.rate.time_of(block.samples).ns()};
  const Duration error = resampler_->steer(block.tai + length, length);
  correction_ppm_.set(resampler_->correction_ppm());
  if (error > kMaxSteer || error < -kMaxSteer) {
    resyncs_.add();
    resampling_ = false;
  }
}

bool AudioTrack::prepare_resampler(const bus::AudioBlock& block) {
  if (!resampler_ || resampler_->input_rate() != block.format.rate) {
    auto made = Resampler::create(block.format.rate);
    if (!made) {
      fail(made.error());
      return false;
    }
    resampler_.emplace(std::move(*made));
    resampling_ = false;
  }
  const int64_t gap = block.first_sample - expected_sample_;
  const bool follows = resampling_ && !block.discontinuity && block.locked == resampled_locked_ && gap >= 0 &&
                       block.format.rate.time_of(gap).ns() <= kMaxGap.count();
  if (!follows) return start_resampler(block);
  if (gap > 0) fill_gap(gap);
  return true;
}

/// Finds the first sample of the block that falls on one of the 48 kHz grid; an unlocked one is put on the nearest.
bool AudioTrack::start_resampler(const bus::AudioBlock& block) {
  if (resampling_) resyncs_.add();
  resampling_ = false;
  resampled_locked_ = block.locked;
  if (!block.locked) {
    resampler_->start(kTrackRate.nearest_index(block.tai));
    resampling_ = true;
    return true;
  }
  const Rate rate = block.format.rate;
  for (uint32_t skipped = 0; skipped < block_.count; ++skipped) {
    const int64_t sample = block.first_sample + skipped;
    const int64_t position = rate.rescale(sample, kTrackRate);
    if (Int128{position} * rate.num() != Int128{sample} * kTrackRate.num() * rate.den()) continue;
    for (auto& channel : block_.channels) std::shift_left(channel.begin(), channel.begin() + block_.count, skipped);
    block_.count -= skipped;
    resampler_->start(position);
    resampling_ = true;
    return true;
  }
  return false;
}

void AudioTrack::fill_gap(int64_t samples) {
  PlanarSamples present = std::exchange(block_, {});
  block_.resize(static_cast<uint32_t>(samples));
  push_resampled();
  block_ = std::move(present);
}

void AudioTrack::push_resampled() {
  const int64_t position = resampler_->out_position();
  if (auto pushed = resampler_->push(block_, resampled_); !pushed) {
    fail(pushed.error());
    return;
  }
  if (timeline_.write(position, resampled_) != 0) late_blocks_.add();
}

void AudioTrack::encode_next() {
  const int64_t position = timeline_.position();
  const uint32_t silent = timeline_.read(kAacFrameSamples, frame_);
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
  while (ring_.try_pop()) {
  }
}

void AudioTrack::finish() {
  if (std::exchange(finished_, true)) return;
  if (auto flushed = encoder_.flush(ready_); !flushed) fail(flushed.error());
  deliver();
}

AudioTrackStatistics AudioTrack::statistics() const {
  return {.blocks_in = blocks_.get(),
          .late_blocks = late_blocks_.get(),
          .silent_samples = silent_samples_.get(),
          .resampled_blocks = resampled_blocks_.get(),
          .resyncs = resyncs_.get(),
          .units_out = units_.get(),
          .octets = octets_.get(),
          .correction_ppm = correction_ppm_.get(),
          .alive = alive_.get() != 0,
          .locked = locked_.get() != 0};
}

}  // namespace cw::bridge
