#include "gateway/app/gateway.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "gateway/app/bridge_config.h"
#include "gateway/app/find_unit.h"
#include "gateway/core/log.h"

namespace cw::app {
namespace {

/// A PTP client of ST 2059-2 needs a second or two to hear of its grandmaster and set the clock.
constexpr Duration kClockWait = std::chrono::seconds(5);

template <typename Units>
void erase_unit(Units& units, const std::string& id) {
  std::erase_if(units, [&](const auto& unit) { return unit->config().id == id; });
}

/// A changed object goes and comes again.
std::vector<std::string> leaving(const config::IdChanges& changes) {
  std::vector<std::string> ids = changes.removed;
  ids.insert(ids.end(), changes.changed.begin(), changes.changed.end());
  return ids;
}

/// Starts what is wanted and does not run: what has come, and what could not be started before.
template <typename Units, typename Configs, typename Start>
void start_missing(const Units& running, const Configs& wanted, std::vector<std::string>& complaints,
                   const Start& start) {
  for (const auto& config : wanted) {
    if (find_unit(running, config.id) != nullptr) continue;
    if (const Expected<void> started = start(config); !started) complaints.push_back(started.error().message);
  }
}

}  // namespace

Expected<std::unique_ptr<Gateway>> Gateway::create(config::Config config) {
  auto gateway = std::unique_ptr<Gateway>(new Gateway(std::move(config)));
  auto clock = ClockUnit::create(gateway->config_.clock);
  if (!clock) return std::unexpected(clock.error());
  gateway->clock_ = std::move(*clock);
  log_info("clock", gateway->clock().describe());
  auto engine = Engine::create(gateway->config_, gateway->clock());
  if (!engine) return std::unexpected(engine.error());
  gateway->engine_ = std::move(*engine);
  return gateway;
}

Gateway::~Gateway() { stop(); }

Expected<void> Gateway::start() {
  const std::scoped_lock lock(mutex_);
  engine_->start();
  if (auto started = clock_->start(*engine_); !started) return started;
  clock_->await_time(kClockWait);
  for (const auto& source : config_.sources) {
    if (auto added = add_source(source); !added) return added;
  }
  for (const auto& receiver : config_.receivers) {
    if (auto added = add_receiver(receiver); !added) return added;
  }
  for (const auto& channel : config_.channels) {
    if (auto added = add_channel(channel); !added) return added;
  }
  for (const auto& sender : config_.senders) {
    if (auto added = add_sender(sender); !added) return added;
  }
  return {};
}

void Gateway::stop() {
  end_moves();
  const std::scoped_lock lock(mutex_);
  // With the stream: nothing is cut off from what still feeds it.
  for (const auto& source : sources_) source->stop();
  for (const auto& sender : senders_) sender->stop();
  for (const auto& receiver : receivers_) {
    for (const auto& channel : channels_) channel->disconnect(*receiver);
    receiver->stop();
  }
  for (const auto& channel : channels_) channel->stop();
  senders_.clear();
  sources_.clear();
  channels_.clear();
  receivers_.clear();
  if (clock_) clock_->stop();
  if (engine_) engine_->stop();
}

Expected<void> Gateway::add_source(const config::SourceConfig& source) {
  auto unit = SourceUnit::create(source, *engine_, clock());
  if (!unit) return std::unexpected(unit.error());
  (*unit)->start();
  sources_.push_back(std::move(*unit));
  return {};
}

Expected<void> Gateway::add_sender(const config::SenderConfig& sender) {
  SourceUnit* source = find_unit(sources_, sender.source);
  if (source == nullptr) return input_error("sender " + sender.id + ": source " + sender.source + " is not running");
  auto unit = SenderUnit::create(sender, *source, *engine_);
  if (!unit) return std::unexpected(unit.error());
  if (const auto kept = sender_activations_.find(sender.id); kept != sender_activations_.end()) {
    if (auto activated = (*unit)->activate(kept->second); !activated) return activated;
  }
  if (auto started = (*unit)->start(); !started) return started;
  senders_.push_back(std::move(*unit));
  return {};
}

size_t Gateway::frames_held_by_channels(const config::ReceiverConfig& receiver) const {
  constexpr size_t kInRing = 8;
  size_t frames = 0;
  for (const config::ChannelConfig& channel : config_.channels) {
    const bool used = std::ranges::count(channel.inputs.video, receiver.id) != 0 || channel.inputs.anc == receiver.id;
    const FrameRate rate = receiver.video ? receiver.video->rate : (receiver.anc ? receiver.anc->rate : channel.rate);
    if (used) frames += kInRing + bridge::Channel::frames_held(bridge_config_of(channel), rate);
  }
  return std::max<size_t>(frames, 2);
}

Expected<void> Gateway::add_receiver(const config::ReceiverConfig& receiver) {
  auto unit = ReceiverUnit::create(receiver, frames_held_by_channels(receiver), *engine_);
  if (!unit) return std::unexpected(unit.error());
  for (const auto& channel : channels_) {
    if (auto connected = channel->connect(**unit); !connected) return connected;
  }
  if (auto started = (*unit)->start(); !started) return started;
  receivers_.push_back(std::move(*unit));
  return {};
}

Expected<void> Gateway::add_channel(const config::ChannelConfig& channel) {
  auto unit = ChannelUnit::create(channel, clock());
  if (!unit) return std::unexpected(unit.error());
  for (const auto& receiver : receivers_) {
    auto connected = (*unit)->connect(*receiver);
    if (connected) continue;
    for (const auto& other : receivers_) (*unit)->disconnect(*other);  // its rings go with it
    return connected;
  }
  (*unit)->start();
  channels_.push_back(std::move(*unit));
  restore_routes(channel);
  return {};
}

void Gateway::remove_sender(const std::string& id) { erase_unit(senders_, id); }
void Gateway::remove_source(const std::string& id) { erase_unit(sources_, id); }

void Gateway::remove_receiver(const std::string& id) {
  if (ReceiverUnit* unit = find_unit(receivers_, id); unit != nullptr) {
    moves_.forget(*unit);
    for (const auto& channel : channels_) channel->disconnect(*unit);
  }
  erase_unit(receivers_, id);
}

void Gateway::remove_channel(const std::string& id) {
  if (ChannelUnit* unit = find_unit(channels_, id); unit != nullptr) {
    for (const auto& receiver : receivers_) unit->disconnect(*receiver);
  }
  erase_unit(channels_, id);
}

std::vector<std::string> Gateway::apply(const config::Config& wanted) {
  const std::scoped_lock lock(mutex_);
  const config::ConfigDiff change = config::diff(config_, wanted);
  std::vector<std::string> complaints = change.needs_restart;
  keep_activations(wanted, change);
  forget_routes(wanted, change);
  remove_gone(change);
  config::Config in_effect = wanted;
  in_effect.networks = config_.networks;
  in_effect.engine = config_.engine;
  in_effect.clock = config_.clock;
  in_effect.web = config_.web;
  in_effect.nmos = config_.nmos;
  in_effect.instance = config_.instance;
  in_effect.state_directory = config_.state_directory;
  config_ = std::move(in_effect);
  add_missing(wanted, complaints);
  change_outputs(wanted, change, complaints);
  return complaints;
}

void Gateway::remove_gone(const config::ConfigDiff& change) {
  for (const std::string& id : leaving(change.senders)) remove_sender(id);
  for (const std::string& id : leaving(change.sources)) remove_source(id);
  for (const std::string& id : leaving(change.channels)) remove_channel(id);
  for (const std::string& id : leaving(change.receivers)) remove_receiver(id);
}

void Gateway::add_missing(const config::Config& wanted, std::vector<std::string>& complaints) {
  start_missing(sources_, wanted.sources, complaints, [this](const auto& source) { return add_source(source); });
  start_missing(receivers_, wanted.receivers, complaints,
                [this](const auto& receiver) { return add_receiver(receiver); });
  start_missing(channels_, wanted.channels, complaints, [this](const auto& channel) { return add_channel(channel); });
  start_missing(senders_, wanted.senders, complaints, [this](const auto& sender) { return add_sender(sender); });
}

void Gateway::change_outputs(const config::Config& wanted, const config::ConfigDiff& change,
                             std::vector<std::string>& complaints) {
  for (const std::string& path : leaving(change.outputs)) {
    const size_t slash = path.find('/');
    ChannelUnit* unit = find_unit(channels_, path.substr(0, slash));
    if (unit != nullptr) unit->remove_output(path.substr(slash + 1));
  }
  for (const config::ChannelConfig& channel : wanted.channels) {
    ChannelUnit* unit = find_unit(channels_, channel.id);
    if (unit == nullptr) continue;
    start_missing(unit->outputs(), channel.outputs, complaints,
                  [unit](const auto& output) { return unit->add_output(output); });
  }
}

}  // namespace cw::app
