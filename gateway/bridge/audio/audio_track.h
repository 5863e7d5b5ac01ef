// Audio inputs → one AAC track: a feed per input puts what is routed here on the TAI grid; from there 1024 samples at a time go into the
// encoder, each `delay` after its last sample, as video frames leave `delay` after their time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bridge/audio/aac_encoder.h"
#include "gateway/bridge/audio/audio_feed.h"
#include "gateway/bridge/audio/audio_route.h"
#include "gateway/bridge/audio/audio_timeline.h"
#include "gateway/bridge/audio/scheduled.h"
#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bridge/coding/sink_list.h"
#include "gateway/core/counters.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// Audio thread, except statistics().
class AudioTrack {
 public:
  /// Plays the first channels of `ring` until it is routed otherwise.
  [[nodiscard]] static Expected<std::unique_ptr<AudioTrack>> create(const ChannelConfig& config, size_t track,
                                                                    SpscRing<bus::AudioLease>& ring,
                                                                    const SinkList& sinks);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return encoder_.parameters(); }

  /// The track plays `route` from the sample at `from` on: no sample twice, none between.
  void route(const TrackRoute& route, TaiTime from);
  /// The ring is no longer read; what is in it is given back.
  void drop_input(const SpscRing<bus::AudioLease>& ring);
  /// Takes what has come and encodes all frames that are due.
  void step(TaiTime now);
  /// Gives the leases in the ring back.
  void clear();
  /// Hands on what the encoder still holds; the end of this track.
  void finish();

  /// Any thread.
  [[nodiscard]] AudioTrackStatistics statistics() const;

 private:
  AudioTrack(const ChannelConfig& config, size_t track, const SinkList& sinks, AacEncoder encoder);
  [[nodiscard]] AudioFeed& feed_of(SpscRing<bus::AudioLease>& ring);
  [[nodiscard]] int64_t frame_due(TaiTime now) const;
  void follow_clock(TaiTime now);
  void encode_next();
  void deliver();
  void fail(const Error& error);

  const ChannelConfig config_;
  const size_t channels_;
  const size_t track_;
  const std::string log_name_;
  const SinkList& sinks_;
  AacEncoder encoder_;
  AudioTimeline timeline_;
  std::vector<std::unique_ptr<AudioFeed>> feeds_;
  Scheduled<ChannelMask> routed_;  ///< channels that are to sound
  PlanarSamples frame_;
  std::vector<bus::CodedUnitPtr> ready_;
  bool started_ = false;
  bool failing_ = false;
  bool finished_ = false;

  AudioFeedCounters fed_;
  Counter silent_samples_;
  Counter units_;
  Counter octets_;
  Gauge alive_;
};

}  // namespace cw::bridge
