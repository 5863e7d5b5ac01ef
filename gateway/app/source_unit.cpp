#include "gateway/app/source_unit.h"

#include <utility>

#include "gateway/app/formats.h"

namespace cw::app {

Expected<std::unique_ptr<SourceUnit>> SourceUnit::create(const config::SourceConfig& config, Engine& engine,
                                                         const MediaClock& clock) {
  auto unit = std::unique_ptr<SourceUnit>(new SourceUnit(config, engine));
  const auto made =
      config.type == config::SourceType::kGenerator ? unit->create_generator(clock) : unit->create_replay();
  if (!made) return std::unexpected(Error{made.error().fault, "source " + config.id + ": " + made.error().message});
  return unit;
}

SourceUnit::~SourceUnit() { stop(); }

Expected<void> SourceUnit::create_generator(const MediaClock& clock) {
  source::GeneratorConfig generator;
  generator.name = config_.label;
  if (config_.video) generator.video = video_format_of(*config_.video);
  if (config_.audio) generator.audio = audio_format_of(*config_.audio);
  if (config_.video) generator.anc_rate = config_.video->rate;
  generator.anc = config_.anc.has_value();
  if (config_.anc) {
    generator.timecode = config_.anc->timecode;
    generator.captions = config_.anc->captions;
    generator.scte104 = config_.anc->breaks;
  }
  if (config_.audio) generator.audio_block_samples = config_.audio->rate_hz / 1000;
  auto made = source::GeneratorSource::create(generator, {.video = &video, .audio = &audio, .anc = &anc}, clock);
  if (!made) return std::unexpected(made.error());
  generator_ = std::move(*made);
  return {};
}

Expected<void> SourceUnit::create_replay() {
  if (engine_.workers().empty()) {
    return input_error("a capture needs a network to be sent on; a new network takes effect after a restart");
  }
  packet_io::ReplayConfig replay;
  replay.path = config_.file;
  replay.loop = config_.loop;
  replay.timing = config_.timing == config::ReplayTiming::kRetimed ? packet_io::ReplayTiming::kRetimed
                                                                   : packet_io::ReplayTiming::kOriginal;
  for (const config::CaptureFlow& flow : config_.flows) {
    replay.flows.push_back(
        {.match = flow.match, .match_source = {}, .destination = flow.destination, .leg = flow.network, .clock = {}});
  }
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (Network* network = engine_.network(leg); network != nullptr) {
      replay.ports[index_of(leg)] = {
          .mac = network->port().mac(), .address = network->config().address, .vlan_id = network->config().vlan};
    }
  }
  auto made = packet_io::CaptureReplay::create(replay);
  if (!made) return std::unexpected(made.error());
  replay_ = std::make_unique<ReplayAgent>(std::move(*made));
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (Network* network = engine_.network(leg); network != nullptr) replay_->add_network(*network);
  }
  return {};
}

void SourceUnit::start() {
  if (std::exchange(running_, true)) return;
  if (generator_) generator_->start();
  if (replay_) engine_.workers().front()->add(*replay_);
}

void SourceUnit::stop() {
  if (!std::exchange(running_, false)) return;
  if (generator_) generator_->stop();
  if (replay_) {
    engine_.workers().front()->remove(*replay_);
    engine_.workers().front()->run_between_cycles([this] { replay_->give_back(); });
  }
}

}  // namespace cw::app
