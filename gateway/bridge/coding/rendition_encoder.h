// One rendition: queue, encoder and the thread between them. Takes output frames from the conform stage, gives H.264 units to the
// sinks.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "gateway/bridge/channel_statistics.h"
#include "gateway/bridge/coding/frame_queue.h"
#include "gateway/bridge/coding/h264_encoder.h"
#include "gateway/bridge/coding/rate_meter.h"
#include "gateway/bridge/coding/sink_list.h"
#include "gateway/bridge/coding/smoothed_gauge.h"
#include "gateway/core/media_clock.h"

namespace cw::bridge {

/// Frames that wait for an encoder before the oldest goes.
inline constexpr size_t kEncoderQueueFrames = 20;
/// Pictures of one rendition: those that wait, the one being encoded, the one being made, the last one and the slate.
inline constexpr size_t kPicturesPerRendition = kEncoderQueueFrames + 6;

class RenditionEncoder {
 public:
  struct Context {
    const SinkList& sinks;
    const MediaClock& clock;
    size_t position = 0;  ///< in the ladder
    Duration delay{0};    ///< of the channel
  };

  [[nodiscard]] static Expected<std::unique_ptr<RenditionEncoder>> create(const H264EncoderConfig& config,
                                                                          const Context& context);
  ~RenditionEncoder();

  [[nodiscard]] const bus::CodecParameters& parameters() const { return encoder_.parameters(); }

  /// Conform thread; never waits. Frames before the first GOP opener are left out.
  void offer(EncoderInput input);
  /// Starts the thread.
  void start();
  /// Ends the thread: encodes what it can of what waits, then flushes the encoder. Without a thread: the same on this one.
  void stop();
  /// Asks the thread to end, without waiting.
  void request_stop();
  /// For tests without a thread: encodes all that waits.
  void step();

  /// Any thread.
  [[nodiscard]] RenditionStatistics statistics() const;

 private:
  RenditionEncoder(H264Encoder encoder, const H264EncoderConfig& config, const Context& context);
  void run(const std::stop_token& stop);
  void encode(const EncoderInput& input);
  void finish();
  void deliver();
  void fail(const Error& error);

  H264Encoder encoder_;
  const H264EncoderConfig config_;
  const Context context_;
  FrameQueue queue_;
  std::vector<bus::CodedUnitPtr> ready_;
  bool opened_ = false;   ///< conform thread: the first GOP has begun
  bool failing_ = false;  ///< encoder thread: the last frame was refused
  bool finished_ = false;

  // Conform thread
  Counter frames_in_;
  Counter lag_drops_;
  // Encoder thread
  Counter failed_;
  Counter frames_out_;
  Counter key_frames_;
  Counter octets_;
  SmoothedGauge encode_time_;
  SmoothedGauge lag_;
  RateMeter rate_;

  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace cw::bridge
