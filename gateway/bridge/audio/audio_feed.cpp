#include "gateway/bridge/audio/audio_feed.h"

#include <algorithm>
#include <utility>

#include "gateway/core/log.h"

namespace cw::bridge {
namespace {

/// An unlocked sender further off than this is put in its place at once rather than steered there.
constexpr Duration kMaxSteer = std::chrono::milliseconds{30};
/// Longer gaps in a resampled input start anew.
constexpr Duration kMaxGap = std::chrono::milliseconds{200};

}  // namespace

AudioFeed::AudioFeed(std::string log_name, SpscRing<bus::AudioLease>& ring, AudioTimeline& timeline,
                     AudioFeedCounters& counters)
    : log_name_(std::move(log_name)), ring_(ring), timeline_(timeline), counters_(counters) {}

void AudioFeed::route(const ChannelPicks& picks, int64_t from) { picks_.change(picks, from); }

void AudioFeed::step() {
  // Also while nothing comes: controllers go on routing. What is later than this is too late.
  picks_.forget_before(timeline_.position() - AudioTimeline::kCapacity);
  while (auto block = ring_.try_pop()) accept(**block);
}

void AudioFeed::clear() {
  while (ring_.try_pop()) {
  }
}

void AudioFeed::accept(const bus::AudioBlock& block) {
  counters_.blocks.add();
  counters_.locked.set(block.locked ? 1 : 0);
  if (block.locked && block.format.rate == kTrackRate) {
    resampling_ = false;
    counters_.correction_ppm.set(0);
    place(block);
  } else {
    resample(block);
  }
}

/// In parts where the picks change within the block.
void AudioFeed::place(const bus::AudioBlock& block) {
  for (uint32_t skip = 0; skip < block.samples;) {
    const int64_t position = block.first_sample + skip;
    const ChannelPicks& picks = picks_.at(position);
    take(block, picks, skip);
    const int64_t change = picks_.next_change(position);
    if (change - position < block_.count) block_.count = static_cast<uint32_t>(change - position);
    if (timeline_.write(position, block_, mask_of(picks)) != 0) counters_.late_blocks.add();
    skip += block_.count;
  }
}

void AudioFeed::take(const bus::AudioBlock& block, const ChannelPicks& picks, uint32_t skip) {
  block_.resize(block.samples - skip);
  for (size_t c = 0; c < picks.size(); ++c) {
    if (picks[c]) {
      take_channel(block, *picks[c], skip, block_.channels[c]);
    } else {
      std::fill_n(block_.channels[c].begin(), block_.count, 0.0F);
    }
  }
}

void AudioFeed::resample(const bus::AudioBlock& block) {
  const int64_t position = kTrackRate.nearest_index(block.tai);
  resampled_picks_ = picks_.at(position);
  take(block, resampled_picks_, 0);
  if (!prepare_resampler(block)) return;
  counters_.resampled_blocks.add();
  push_resampled();
  expected_sample_ = block.first_sample + block.samples;
  if (block.locked) return;
  const Duration length{block.format.rate.time_of(block.samples).ns()};
  const Duration error = resampler_->steer(block.tai + length, length);
  counters_.correction_ppm.set(resampler_->correction_ppm());
  if (error > kMaxSteer || error < -kMaxSteer) {
    counters_.resyncs.add();
    resampling_ = false;
  }
}

bool AudioFeed::prepare_resampler(const bus::AudioBlock& block) {
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
bool AudioFeed::start_resampler(const bus::AudioBlock& block) {
  if (resampling_) counters_.resyncs.add();
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

void AudioFeed::fill_gap(int64_t samples) {
  PlanarSamples present = std::exchange(block_, {});
  block_.resize(static_cast<uint32_t>(samples));
  push_resampled();
  block_ = std::move(present);
}

void AudioFeed::push_resampled() {
  const int64_t position = resampler_->out_position();
  if (auto pushed = resampler_->push(block_, resampled_); !pushed) {
    fail(pushed.error());
    return;
  }
  failing_ = false;
  if (timeline_.write(position, resampled_, mask_of(resampled_picks_)) != 0) counters_.late_blocks.add();
}

void AudioFeed::fail(const Error& error) {
  if (!std::exchange(failing_, true)) log_error(log_name_, error.message);
}

}  // namespace cw::bridge
