// One `channels` entry of the config at work: rings from its receivers, the bridge channel, its outputs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "gateway/app/audio_patch.h"
#include "gateway/app/coded_fan_out.h"
#include "gateway/app/output_unit.h"
#include "gateway/app/receiver_unit.h"
#include "gateway/bridge/channel.h"
#include "gateway/core/error.h"

namespace cw::app {

class ChannelUnit {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<ChannelUnit>> create(const config::ChannelConfig& config,
                                                                     const MediaClock& clock);
  ~ChannelUnit();
  ChannelUnit(const ChannelUnit&) = delete;
  ChannelUnit& operator=(const ChannelUnit&) = delete;

  /// Starts encoders and outputs. Inputs may be connected before or after.
  void start();
  void stop();

  /// Inputs: a receiver that was replaced is disconnected before it goes and connected again when the new one is there.
  [[nodiscard]] Expected<void> connect(ReceiverUnit& receiver);
  void disconnect(ReceiverUnit& receiver);

  /// Which receivers its audio tracks play.
  [[nodiscard]] AudioPatch& audio() { return audio_; }

  /// Outputs may come and go while the channel runs.
  [[nodiscard]] Expected<void> add_output(const config::OutputConfig& output);
  void remove_output(const std::string& id);

  [[nodiscard]] const config::ChannelConfig& config() const { return config_; }
  [[nodiscard]] const bridge::Channel& channel() const { return *channel_; }
  [[nodiscard]] bridge::Channel& channel() { return *channel_; }
  [[nodiscard]] const std::vector<std::unique_ptr<OutputUnit>>& outputs() const { return outputs_; }

 private:
  template <typename L>
  struct Input {
    std::string receiver;
    std::unique_ptr<SpscRing<L>> ring;
  };
  ChannelUnit(config::ChannelConfig config, const MediaClock& clock)
      : config_(std::move(config)), clock_(clock), audio_(config_) {}
  [[nodiscard]] bridge::ChannelInputs make_inputs();

  config::ChannelConfig config_;
  const MediaClock& clock_;
  std::vector<Input<bus::VideoLease>> video_;
  AudioPatch audio_;
  std::vector<Input<bus::AncLease>> anc_;
  CodedFanOut coded_;
  std::unique_ptr<bridge::Channel> channel_;
  std::vector<std::unique_ptr<OutputUnit>> outputs_;
  bool running_ = false;
};

}  // namespace cw::app
