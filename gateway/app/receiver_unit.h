// One `receivers` entry of the config at work: what it receives now, where that goes, and how it moves to another sender: the new one is
// joined and assembled beside the old one, takes over at a frame boundary, then the old one is left (IS-05 activation).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "gateway/app/engine.h"
#include "gateway/app/fan_out.h"
#include "gateway/app/reception.h"
#include "gateway/app/switchable.h"
#include "gateway/core/error.h"

namespace cw::app {

/// Control thread, one at a time.
class ReceiverUnit final : public Switchable {
 public:
  /// `config` has been resolved (resolve_receiver); parked ones receive nothing yet. Frames that consumers may hold at once come on top
  /// of the assembler's own.
  [[nodiscard]] static Expected<std::unique_ptr<ReceiverUnit>> create(const config::ReceiverConfig& config,
                                                                      size_t consumer_frames, Engine& engine);
  ~ReceiverUnit() override;
  ReceiverUnit(const ReceiverUnit&) = delete;
  ReceiverUnit& operator=(const ReceiverUnit&) = delete;

  [[nodiscard]] Expected<void> start();
  void stop();

  /// Begins to receive `wanted` (same id and essence) in place of what is received now; parked: stops at once. While another move is
  /// being cut over, it begins after that. True when there is a move to be seen through by commit() and complete(). An error changes
  /// nothing.
  [[nodiscard]] Expected<bool> move_to(const config::ReceiverConfig& wanted, size_t consumer_frames);

  [[nodiscard]] bool is_ready() const override { return next_ == nullptr || next_->delivers(); }
  [[nodiscard]] std::optional<FrameRate> frame_rate() const override;
  void commit(TaiTime cut) override;
  [[nodiscard]] MoveState complete(TaiTime now) override;

  /// As it is on air.
  [[nodiscard]] const config::ReceiverConfig& config() const { return config_; }
  /// As it was asked for last: where it is moving to, or config().
  [[nodiscard]] const config::ReceiverConfig& wanted() const { return wanted_; }
  /// Where channels connect; only the one of config().essence carries anything.
  FanOut<bus::VideoLease> video;
  FanOut<bus::AudioLease> audio;
  FanOut<bus::AncLease> anc;

  /// Moves that have ended with the new sender on air.
  [[nodiscard]] uint64_t moves() const { return moves_; }
  /// Of the sender on air; zeros while parked.
  [[nodiscard]] const rtp::MergeStatistics& legs() const;
  [[nodiscard]] const rtp::MediaTimeStatistics& media_time() const;
  /// nullptr for other essences and while parked.
  [[nodiscard]] const VideoReceiver* video_receiver() const { return current_ ? current_->video_receiver() : nullptr; }
  [[nodiscard]] const AudioReceiver* audio_receiver() const { return current_ ? current_->audio_receiver() : nullptr; }
  [[nodiscard]] const AncReceiver* anc_receiver() const { return current_ ? current_->anc_receiver() : nullptr; }

 private:
  ReceiverUnit(config::ReceiverConfig config, Engine& engine)
      : config_(std::move(config)), wanted_(config_), engine_(engine) {}
  [[nodiscard]] Expected<std::unique_ptr<Reception>> make(const config::ReceiverConfig& config, size_t consumer_frames);
  [[nodiscard]] Expected<bool> begin(const config::ReceiverConfig& wanted, size_t consumer_frames);
  [[nodiscard]] bool is_overdue(TaiTime now);
  void settle();

  config::ReceiverConfig config_;
  config::ReceiverConfig wanted_;
  Engine& engine_;
  std::unique_ptr<Reception> current_;  // on air; none while parked
  std::unique_ptr<Reception> next_;     // joined, takes over at cut_
  std::optional<TaiTime> cut_;          // set by commit()
  uint64_t units_before_ = 0;           // from the old sender, until last_unit_
  TaiTime last_unit_;
  /// What was asked for after commit(): begun when that move has ended.
  struct Later {
    config::ReceiverConfig config;
    size_t consumer_frames = 0;
  };
  std::optional<Later> later_;
  uint64_t moves_ = 0;
};

}  // namespace cw::app
