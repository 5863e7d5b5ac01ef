// One channel of the bridge: leases of frames, audio blocks and ANC from receivers or generators go in; H.264 and AAC units, locked to
// the TAI epoch (DESIGN decision 2), come out to every CodedSink.
//
//   rings → conform (which input frame is output frame k?) → deinterlace → convert, scale → ring per rendition → encoder thread → sinks
//   rings → TAI sample grid → AAC                                                                              → audio thread  → sinks
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "gateway/bridge/audio/audio_route.h"
#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bus/anc_frame.h"
#include "gateway/bus/audio_block.h"
#include "gateway/bus/coded_unit.h"
#include "gateway/bus/output.h"
#include "gateway/bus/video_frame.h"
#include "gateway/core/error.h"
#include "gateway/core/media_clock.h"
#include "gateway/core/metric_sample.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// The rings are the caller's; the channel is their consumer until stop() has returned. By then all leases are back, so that pools may
/// go. A video pool needs frames_held() frames more than its receiver.
struct ChannelInputs {
  std::vector<SpscRing<bus::VideoLease>*> video;  ///< the first one alive is shown; empty: slate
  std::vector<SpscRing<bus::AudioLease>*> audio;  ///< one AAC track each, until route_audio()
  SpscRing<bus::AncLease>* anc = nullptr;         ///< captions; nullptr: none
};

class Channel {
 public:
  /// Opens all encoders (any thread). Errors name the setting that is wrong.
  [[nodiscard]] static Expected<std::unique_ptr<Channel>> create(ChannelConfig config, ChannelInputs inputs,
                                                                 const MediaClock& clock);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Leases of one video input that the channel may hold at once, besides those in the ring.
  [[nodiscard]] static size_t frames_held(const ChannelConfig& config, FrameRate input);
  /// Output frames from one IDR to the next: rate × gop, rounded.
  [[nodiscard]] static int64_t gop_frames(const ChannelConfig& config);

  /// Before start(). Sinks are called until stop() has returned.
  void add_sink(bus::CodedSink& sink);

  /// Constant from create() on; same order as the ladder.
  [[nodiscard]] std::vector<bus::CodecParameters> video_parameters() const;
  [[nodiscard]] size_t audio_tracks() const;
  /// `track` < audio_tracks().
  [[nodiscard]] bus::CodecParameters audio_parameters(size_t track = 0) const;

  /// IS-08: track `track` plays these channels from the sample at `from` on; a few milliseconds ahead of now keep all tracks together. A
  /// ring that is new here must live until stop() or drop_audio_input(). Any thread.
  void route_audio(size_t track, const TrackRoute& route, TaiTime from);
  /// After the return the ring, which nothing fills any more, is not read. Any thread.
  void drop_audio_input(const SpscRing<bus::AudioLease>& ring);

  /// Gives all leases back, those in the rings too, while the channel runs on: for the moment between disconnecting a receiver and
  /// taking it down. Any thread but the channel's own; waits for the frame in work. The picture on air stays until slate_after.
  void release_inputs();

  /// Starts the threads. Coded video begins with the next frame whose index is a multiple of gop_frames().
  void start();
  /// Ends the threads, hands what the encoders still hold to the sinks, drops all leases. Returns within 500 ms. May be called twice.
  void stop();

  /// For tests: does what the threads would do up to `now`, on the calling thread. Not with start().
  void step(TaiTime now);

  /// Any thread.
  [[nodiscard]] ChannelStatistics statistics() const;
  [[nodiscard]] std::vector<MetricSample> metrics() const;
  [[nodiscard]] bool on_slate() const;

 private:
  class Parts;
  explicit Channel(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace cw::bridge
