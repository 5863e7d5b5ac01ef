// One `senders` entry of the config at work: takes the frames of its source and emits them on one or two legs.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"
#include "gateway/app/clock/clock_unit.h"
#include "gateway/app/emit_agent.h"
#include "gateway/app/engine.h"
#include "gateway/app/source_unit.h"
#include "gateway/core/error.h"
#include "gateway/essence/anc_40/anc_packetizer.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "gateway/essence/video_20/video_packetizer.h"
#include "nmos/equipment.h"

namespace cw::app {

using VideoEmitter = EmitAgent<essence::VideoPacketizer, bus::VideoLease>;
using AudioEmitter = EmitAgent<essence::AudioPacketizer, bus::AudioLease>;
using AncEmitter = EmitAgent<essence::AncPacketizer, bus::AncLease>;
using AnyEmitter =
    std::variant<std::unique_ptr<VideoEmitter>, std::unique_ptr<AudioEmitter>, std::unique_ptr<AncEmitter>>;

class SenderUnit {
 public:
  /// `source` must outlive the unit.
  [[nodiscard]] static Expected<std::unique_ptr<SenderUnit>> create(const config::SenderConfig& config,
                                                                    SourceUnit& source, Engine& engine);
  ~SenderUnit();
  SenderUnit(const SenderUnit&) = delete;
  SenderUnit& operator=(const SenderUnit&) = delete;

  [[nodiscard]] Expected<void> start();
  void stop();

  /// Sends elsewhere, or nothing, from the next frame on (IS-05 activation); the RTP numbering goes on. An error changes nothing.
  [[nodiscard]] Expected<void> activate(const nmos::SenderActivation& wanted);
  /// What is in effect.
  [[nodiscard]] const nmos::SenderActivation& active() const { return active_; }
  /// What the config file has.
  [[nodiscard]] const nmos::SenderActivation& configured() const { return configured_; }
  /// Of the legs in both, in order.
  [[nodiscard]] const std::vector<Leg>& legs() const { return legs_; }

  /// As the config file has it, but for the destinations, which are those in effect.
  [[nodiscard]] const config::SenderConfig& config() const { return config_; }
  [[nodiscard]] const AnyEmitter& emitter() const { return emitter_; }
  /// What this sender announces (ST 2110-10 section 8): the legs that are on, or all of them while none is. The session version rises
  /// with every activation.
  [[nodiscard]] std::string sdp(const ClockStatus& clock) const;

 private:
  SenderUnit(config::SenderConfig config, SourceUnit& source, Engine& engine);
  [[nodiscard]] Expected<void> check(const nmos::SenderActivation& wanted) const;
  [[nodiscard]] EmitLegConfig leg_config(Leg leg, const nmos::SenderLegTarget& target) const;
  [[nodiscard]] std::vector<EmitLegConfig> leg_configs(const nmos::SenderActivation& wanted) const;
  void move_to_worker(size_t worker);
  Expected<void> create_emitter();
  [[nodiscard]] bool connect();
  void disconnect();
  [[nodiscard]] Agent& agent() const;

  config::SenderConfig config_;
  SourceUnit& source_;
  Engine& engine_;
  nmos::SenderActivation configured_;
  nmos::SenderActivation active_;
  std::vector<Leg> legs_;  ///< of active_.legs
  uint64_t activations_ = 0;
  size_t worker_ = 0;
  AnyEmitter emitter_;
  bool running_ = false;
};

}  // namespace cw::app
