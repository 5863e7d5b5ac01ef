// One `sources` entry of the config at work: a generator whose frames fan out to senders, or a capture that a worker replays.
#pragma once

#include <memory>

#include "config/config.h"
#include "gateway/app/engine.h"
#include "gateway/app/fan_out.h"
#include "gateway/app/replay_agent.h"
#include "gateway/core/error.h"
#include "gateway/source/generator_source.h"

namespace cw::app {

class SourceUnit {
 public:
  [[nodiscard]] static Expected<std::unique_ptr<SourceUnit>> create(const config::SourceConfig& config, Engine& engine,
                                                                    const MediaClock& clock);
  ~SourceUnit();
  SourceUnit(const SourceUnit&) = delete;
  SourceUnit& operator=(const SourceUnit&) = delete;

  void start();
  void stop();

  [[nodiscard]] const config::SourceConfig& config() const { return config_; }
  /// Generators: where senders connect. Unused for captures.
  FanOut<bus::VideoLease> video;
  FanOut<bus::AudioLease> audio;
  FanOut<bus::AncLease> anc;

  /// nullptr for captures.
  [[nodiscard]] const source::GeneratorSource* generator() const { return generator_.get(); }
  /// nullptr for generators.
  [[nodiscard]] const ReplayAgent* replay() const { return replay_.get(); }

 private:
  SourceUnit(config::SourceConfig config, Engine& engine) : config_(std::move(config)), engine_(engine) {}
  Expected<void> create_generator(const MediaClock& clock);
  Expected<void> create_replay();

  config::SourceConfig config_;
  Engine& engine_;
  std::unique_ptr<source::GeneratorSource> generator_;
  std::unique_ptr<ReplayAgent> replay_;
  bool running_ = false;
};

}  // namespace cw::app
