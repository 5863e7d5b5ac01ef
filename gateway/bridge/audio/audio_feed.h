// One audio input of a track: its blocks, straight or resampled (other rates, unlocked senders), to their place on the track's TAI grid;
// of its channels those that are routed there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/bridge/audio/audio_route.h"
#include "gateway/bridge/audio/audio_timeline.h"
#include "gateway/bridge/audio/resampler.h"
#include "gateway/bridge/audio/scheduled.h"
#include "gateway/core/counters.h"
#include "gateway/core/error.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// Of all inputs of a track together. One writer, any reader.
struct AudioFeedCounters {
  Counter blocks;
  Counter late_blocks;
  Counter resampled_blocks;
  Counter resyncs;
  Gauge correction_ppm;
  Gauge locked;
};

/// Audio thread.
class AudioFeed {
 public:
  /// Ring, timeline and counters outlive it.
  AudioFeed(std::string log_name, SpscRing<bus::AudioLease>& ring, AudioTimeline& timeline,
            AudioFeedCounters& counters);

  [[nodiscard]] const SpscRing<bus::AudioLease>& ring() const { return ring_; }
  /// Samples of the grid from `from` on are taken by these picks, those before as until now. Resampled inputs change at a block.
  void route(const ChannelPicks& picks, int64_t from);
  /// Takes what has come.
  void step();
  /// Gives the leases in the ring back.
  void clear();

 private:
  void accept(const bus::AudioBlock& block);
  void place(const bus::AudioBlock& block);
  void take(const bus::AudioBlock& block, const ChannelPicks& picks, uint32_t skip);
  void resample(const bus::AudioBlock& block);
  [[nodiscard]] bool prepare_resampler(const bus::AudioBlock& block);
  [[nodiscard]] bool start_resampler(const bus::AudioBlock& block);
  void fill_gap(int64_t samples);
  void push_resampled();
  void fail(const Error& error);

  const std::string log_name_;
  SpscRing<bus::AudioLease>& ring_;
  AudioTimeline& timeline_;
  AudioFeedCounters& counters_;
  Scheduled<ChannelPicks> picks_;
  ChannelPicks resampled_picks_;
  std::optional<Resampler> resampler_;
  bool resampling_ = false;       ///< the resampler has a place on the grid
  bool resampled_locked_ = true;  ///< how its input is timed
  int64_t expected_sample_ = 0;   ///< of the resampler's input
  PlanarSamples block_;
  PlanarSamples resampled_;
  bool failing_ = false;
};

}  // namespace cw::bridge
