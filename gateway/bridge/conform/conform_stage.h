// The video clockwork of a channel: output frame k is made at time_of(k) + delay, whatever comes in. Chooses the picture (input, repeat
// or slate), has it converted and scaled once for the whole ladder, adds its captions and offers it to every encoder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bridge/captions/caption_track.h"
#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bridge/coding/rendition_encoder.h"
#include "gateway/bridge/coding/smoothed_gauge.h"
#include "gateway/bridge/conform/input_switch.h"
#include "gateway/bridge/conform/video_input.h"
#include "gateway/bridge/picture/ladder_scaler.h"

namespace cw::bridge {

/// One thread, except statistics() and on_slate().
class ConformStage {
 public:
  using Encoders = std::vector<std::unique_ptr<RenditionEncoder>>;

  /// `encoders` has one per rendition of the ladder and outlives the stage.
  ConformStage(const ChannelConfig& config, int64_t gop_frames, const std::vector<SpscRing<bus::VideoLease>*>& inputs,
               SpscRing<bus::AncLease>* anc, const Encoders& encoders);

  /// Takes what has come and makes all output frames that are due.
  void step(TaiTime now);
  /// When the next frame is due; before the first step(): the epoch.
  [[nodiscard]] TaiTime next_due() const;
  /// Gives all leases of the inputs back.
  void clear();

  /// Any thread. Fills the video and caption part.
  void fill(ChannelStatistics& out) const;
  [[nodiscard]] bool on_slate() const { return slate_.get() != 0; }

 private:
  using Ladder = std::vector<PictureLease>;

  void follow_clock(TaiTime now);
  void make_frame(int64_t index);
  bool still_to_begin(bool slate);
  InputSwitch::OnAir choose(int64_t index);
  void show(const InputSwitch::OnAir& on_air);
  void show_slate();
  void note_slate(bool slate);
  bool scale(const SourcePicture& picture);
  void offer(int64_t index, const CaptionTriplets& captions);
  [[nodiscard]] bool opens_gop(int64_t index) const;

  const ChannelConfig config_;
  const int64_t gop_frames_;
  const std::string log_name_;
  const Encoders& encoders_;
  std::vector<std::unique_ptr<VideoInput>> inputs_;
  const int64_t first_picture_wait_;  ///< output frames that may pass without one before the slate opens the channel
  InputSwitch switch_;
  CaptionTrack captions_;
  LadderScaler scaler_;
  std::vector<PicturePool> pools_;  ///< one per rendition
  Ladder slate_pictures_;
  Ladder shown_;                             ///< what the last frame showed
  const VideoInput* shown_input_ = nullptr;  ///< nullptr: the slate
  std::vector<uint8_t> has_picture_;
  int64_t next_index_ = INT64_MIN;
  int64_t waited_ = 0;
  bool begun_ = false;

  Counter frames_;
  Counter repeated_;
  Counter rate_repeated_;
  Counter slate_frames_;
  Counter skipped_;
  Gauge slate_;
  SmoothedGauge scale_time_;
};

}  // namespace cw::bridge
