// One video input of a channel: takes leases from its ring, deinterlaces what is interlaced while it is on air, and answers for each
// output frame whether it has a picture. Part of the conform stage.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/bridge/channel_config.h"
#include "gateway/bridge/channel_statistics.h"
#include "gateway/bridge/conform/frame_synchroniser.h"
#include "gateway/bridge/picture/deinterlacer.h"
#include "gateway/core/counters.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// Pictures that wait for their output time at most.
[[nodiscard]] size_t synchroniser_capacity(Duration delay, FrameRate pictures);
/// Leases besides: three in a deinterlacer, the picture shown last, the one that has just come.
inline constexpr size_t kFramesHeldBesides = 5;

/// Conform thread, except statistics().
class VideoInput {
 public:
  /// `name` is for log lines.
  VideoInput(SpscRing<bus::VideoLease>& ring, const ChannelConfig& config, std::string name);

  /// Takes what has come.
  void drain(TaiTime now);
  /// Chooses for output frame `index`; false when the right picture is not there.
  [[nodiscard]] bool select(int64_t index);
  /// The last select() found a picture that shown() had not been before.
  [[nodiscard]] bool fresh() const { return fresh_; }
  /// There is a shown() picture: select() has been true since the last clear().
  [[nodiscard]] bool has_shown() const { return shown_.lease || shown_.owner != nullptr; }
  [[nodiscard]] const SourcePicture& shown() const { return shown_; }
  /// On air or not: decides whether interlaced frames are worth the time of a deinterlacer.
  void set_active(bool active);
  void set_alive(bool alive) { alive_.set(alive ? 1 : 0); }
  /// Gives all leases back.
  void clear();

  /// Any thread.
  [[nodiscard]] VideoInputStatistics statistics() const;

 private:
  void accept(bus::VideoLease frame, TaiTime now);
  void accept_interlaced(bus::VideoLease frame);
  void note_format(const bus::VideoFormat& format);
  [[nodiscard]] bool prepare_deinterlacer(const bus::VideoFormat& format);
  void publish_counts();

  SpscRing<bus::VideoLease>& ring_;
  ChannelConfig config_;
  std::string name_;
  FrameSynchroniser synchroniser_;
  std::optional<Deinterlacer> deinterlacer_;
  std::vector<SourcePicture> deinterlaced_;
  SourcePicture shown_;
  bus::VideoFormat format_;
  bool fresh_ = false;
  bool on_air_ = false;

  Counter frames_in_;
  Counter unusable_;
  Counter incomplete_;
  Counter format_changes_;
  Counter late_;
  Counter dropped_;
  Counter rate_dropped_;
  Gauge alive_;
  Gauge active_;
  Gauge locked_;
  Gauge margin_ns_;
};

}  // namespace cw::bridge
