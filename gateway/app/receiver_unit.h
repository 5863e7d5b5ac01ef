// One `receivers` entry of the config at work: joins its groups, assembles its flows and fans the frames out to channels.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"
#include "gateway/app/engine.h"
#include "gateway/app/fan_out.h"
#include "gateway/app/receive_agent.h"
#include "gateway/core/error.h"

namespace cw::app {

class ReceiverUnit {
 public:
  /// `config` has been resolved (resolve_receiver). Frames that consumers may hold at once come on top of the assembler's own.
  [[nodiscard]] static Expected<std::unique_ptr<ReceiverUnit>> create(const config::ReceiverConfig& config,
                                                                      size_t consumer_frames, Engine& engine);
  ~ReceiverUnit();
  ReceiverUnit(const ReceiverUnit&) = delete;
  ReceiverUnit& operator=(const ReceiverUnit&) = delete;

  [[nodiscard]] Expected<void> start();
  void stop();

  [[nodiscard]] const config::ReceiverConfig& config() const { return config_; }
  /// Where channels connect; only the one of config().essence carries anything.
  FanOut<bus::VideoLease> video;
  FanOut<bus::AudioLease> audio;
  FanOut<bus::AncLease> anc;

  [[nodiscard]] const rtp::MergeStatistics& legs() const;
  [[nodiscard]] const rtp::MediaTimeStatistics& media_time() const;
  /// nullptr for other essences.
  [[nodiscard]] const VideoReceiver* video_receiver() const;
  [[nodiscard]] const AudioReceiver* audio_receiver() const;
  [[nodiscard]] const AncReceiver* anc_receiver() const;

 private:
  using AnyOwnedReceiver =
      std::variant<std::unique_ptr<VideoReceiver>, std::unique_ptr<AudioReceiver>, std::unique_ptr<AncReceiver>>;
  ReceiverUnit(config::ReceiverConfig config, Engine& engine) : config_(std::move(config)), engine_(engine) {}
  Expected<void> create_receiver(size_t consumer_frames);
  Expected<void> create_video(size_t consumer_frames);
  Expected<void> create_audio();
  Expected<void> create_anc(size_t consumer_frames);
  template <typename Assembler>
  void set_receiver(std::unique_ptr<Assembler> assembler, Rate clock, uint32_t packets_per_second,
                    Duration sender_delay);
  [[nodiscard]] config::PerLeg<packet_io::FlowKey> flows() const;
  Expected<void> open_leg(Leg leg);
  void close_leg(Leg leg);
  void join(Network& network, bool joined);
  [[nodiscard]] Duration hold() const;

  config::ReceiverConfig config_;
  Engine& engine_;
  size_t worker_ = 0;
  AnyOwnedReceiver receiver_;
  std::unique_ptr<Agent> timer_;
  std::array<bool, kLegCount> open_{};
  bool running_ = false;
};

}  // namespace cw::app
