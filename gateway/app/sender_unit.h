// One `senders` entry of the config at work: takes the frames of its source and emits them on one or two legs.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "config/config.h"
#include "gateway/app/clock/clock_unit.h"
#include "gateway/app/emit_agent.h"
#include "gateway/app/engine.h"
#include "gateway/app/source_unit.h"
#include "gateway/core/error.h"
#include "gateway/essence/anc_40/anc_packetizer.h"
#include "gateway/essence/audio_30/audio_packetizer.h"
#include "gateway/essence/video_20/video_packetizer.h"

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

  [[nodiscard]] const config::SenderConfig& config() const { return config_; }
  [[nodiscard]] const AnyEmitter& emitter() const { return emitter_; }
  /// What this sender announces (ST 2110-10 section 8).
  [[nodiscard]] std::string sdp(const ClockStatus& clock) const;

 private:
  SenderUnit(config::SenderConfig config, SourceUnit& source, Engine& engine)
      : config_(std::move(config)), source_(source), engine_(engine) {}
  Expected<void> create_emitter();
  [[nodiscard]] bool connect();
  void disconnect();
  [[nodiscard]] Agent& agent() const;

  config::SenderConfig config_;
  SourceUnit& source_;
  Engine& engine_;
  size_t worker_ = 0;
  AnyEmitter emitter_;
  bool running_ = false;
};

}  // namespace cw::app
