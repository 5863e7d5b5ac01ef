// One audio input → one AAC track: blocks to their place on the TAI grid (straight, or resampled for other rates and unlocked senders),
// 1024 samples at a time into the encoder, each `delay` after its last sample, as video frames leave `delay` after their time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/bridge/audio/aac_encoder.h"
#include "gateway/bridge/audio/audio_timeline.h"
#include "gateway/bridge/audio/resampler.h"
#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bridge/coding/sink_list.h"
#include "gateway/core/counters.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// Audio thread, except statistics().
class AudioTrack {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<AudioTrack>> create(const ChannelConfig& config, size_t track,
                                                                    SpscRing<bus::AudioLease>& ring,
                                                                    const SinkList& sinks);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return encoder_.parameters(); }

  /// Takes what has come and encodes all frames that are due.
  void step(TaiTime now);
  /// Gives the leases in the ring back.
  void clear();
  /// Hands on what the encoder still holds; the end of this track.
  void finish();

  /// Any thread.
  [[nodiscard]] AudioTrackStatistics statistics() const;

 private:
  AudioTrack(const ChannelConfig& config, size_t track, SpscRing<bus::AudioLease>& ring, const SinkList& sinks,
             AacEncoder encoder);
  [[nodiscard]] int64_t frame_due(TaiTime now) const;
  void follow_clock(TaiTime now);
  void accept(const bus::AudioBlock& block);
  void place(const bus::AudioBlock& block);
  void resample(const bus::AudioBlock& block);
  [[nodiscard]] bool prepare_resampler(const bus::AudioBlock& block);
  [[nodiscard]] bool start_resampler(const bus::AudioBlock& block);
  void fill_gap(int64_t samples);
  void push_resampled();
  void encode_next();
  void deliver();
  void fail(const Error& error);

  const ChannelConfig config_;
  const size_t track_;
  const std::string log_name_;
  SpscRing<bus::AudioLease>& ring_;
  const SinkList& sinks_;
  AacEncoder encoder_;
  AudioTimeline timeline_;
  std::optional<Resampler> resampler_;
  bool resampling_ = false;       ///< the resampler has a place on the grid
  bool resampled_locked_ = true;  ///< how its input is timed
  int64_t expected_sample_ = 0;   ///< of the resampler's input
  PlanarSamples block_;
  PlanarSamples resampled_;
  PlanarSamples frame_;
  std::vector<bus::CodedUnitPtr> ready_;
  bool started_ = false;
  bool failing_ = false;
  bool finished_ = false;

  Counter blocks_;
  Counter late_blocks_;
  Counter silent_samples_;
  Counter resampled_blocks_;
  Counter resyncs_;
  Counter units_;
  Counter octets_;
  Gauge correction_ppm_;
  Gauge alive_;
  Gauge locked_;
};

}  // namespace cw::bridge
