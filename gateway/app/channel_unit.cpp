#include "gateway/app/channel_unit.h"

#include <algorithm>
#include <utility>

#include "gateway/app/bridge_config.h"

namespace cw::app {
namespace {

constexpr size_t kVideoRing = 8;
constexpr size_t kAncRing = 32;

}  // namespace

Expected<std::unique_ptr<ChannelUnit>> ChannelUnit::create(const config::ChannelConfig& config,
                                                           const MediaClock& clock) {
  auto unit = std::unique_ptr<ChannelUnit>(new ChannelUnit(config, clock));
  auto channel = bridge::Channel::create(bridge_config_of(config), unit->make_inputs(), clock);
  if (!channel)
    return std::unexpected(Error{channel.error().fault, "channel " + config.id + ": " + channel.error().message});
  unit->channel_ = std::move(*channel);
  unit->channel_->add_sink(unit->coded_);
  for (const config::OutputConfig& output : config.outputs) {
    if (auto added = unit->add_output(output); !added) return std::unexpected(added.error());
  }
  return unit;
}

ChannelUnit::~ChannelUnit() { stop(); }

bridge::ChannelInputs ChannelUnit::make_inputs() {
  bridge::ChannelInputs inputs;
  for (const std::string& id : config_.inputs.video) {
    video_.push_back({id, std::make_unique<SpscRing<bus::VideoLease>>(kVideoRing)});
    inputs.video.push_back(video_.back().ring.get());
  }
  inputs.audio = audio_.rings();
  if (!config_.inputs.anc.empty()) {
    anc_.push_back({config_.inputs.anc, std::make_unique<SpscRing<bus::AncLease>>(kAncRing)});
    inputs.anc = anc_.back().ring.get();
  }
  return inputs;
}

void ChannelUnit::start() {
  if (!std::exchange(running_, true)) channel_->start();
}

void ChannelUnit::stop() {
  if (channel_) channel_->stop();
  running_ = false;
  for (const auto& output : outputs_) {
    coded_.remove(output->sink());
    output->stop();
  }
}

Expected<void> ChannelUnit::connect(ReceiverUnit& receiver) {
  bool room = audio_.connect(receiver);
  const auto attach = [&](auto& inputs, auto& fan_out) {
    for (auto& input : inputs) {
      if (input.receiver == receiver.config().id) room = fan_out.connect(*input.ring) && room;
    }
  };
  attach(video_, receiver.video);
  attach(anc_, receiver.anc);
  if (!room)
    return input_error("channel " + config_.id + ": receiver " + receiver.config().id + " feeds too many channels");
  return {};
}

void ChannelUnit::disconnect(ReceiverUnit& receiver) {
  const auto detach = [&](auto& inputs, auto& fan_out) {
    for (auto& input : inputs) fan_out.disconnect(*input.ring);
  };
  detach(video_, receiver.video);
  audio_.disconnect(receiver);
  detach(anc_, receiver.anc);
}

Expected<void> ChannelUnit::add_output(const config::OutputConfig& output) {
  auto unit = OutputUnit::create(output, config_, *channel_, clock_);
  if (!unit) return std::unexpected(unit.error());
  coded_.add((*unit)->sink());
  outputs_.push_back(std::move(*unit));
  return {};
}

void ChannelUnit::remove_output(const std::string& id) {
  const auto found = std::ranges::find_if(outputs_, [&](const auto& output) { return output->config().id == id; });
  if (found == outputs_.end()) return;
  coded_.remove((*found)->sink());
  (*found)->stop();
  outputs_.erase(found);
}

}  // namespace cw::app
