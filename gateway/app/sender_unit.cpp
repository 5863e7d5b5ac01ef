#include "gateway/app/sender_unit.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/formats.h"
#include "gateway/app/sdp_binding.h"
#include "gateway/core/ipv4_text.h"

namespace cw::app {
namespace {

constexpr Duration kAudioStall = std::chrono::milliseconds(20);
constexpr size_t kVideoQueue = 4;
constexpr size_t kAudioQueue = 256;
constexpr size_t kAncQueue = 8;

/// FNV-1a: the same sender keeps its SSRC over restarts, so receivers that lock to one follow without delay.
Ssrc ssrc_of(const std::string& id) {
  uint32_t hash = 2166136261U;
  for (const char c : id) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
  return Ssrc{hash};
}

}  // namespace

Expected<std::unique_ptr<SenderUnit>> SenderUnit::create(const config::SenderConfig& config, SourceUnit& source,
                                                         Engine& engine) {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (!config.legs[index_of(leg)] || engine.network(leg) != nullptr) continue;
    return input_error(fmt::format(
        "sender {}: it has a {} leg, but there is no network {}; a new network takes effect after a restart", config.id,
        name_of(leg), name_of(leg)));
  }
  auto unit = std::unique_ptr<SenderUnit>(new SenderUnit(config, source, engine));
  if (auto made = unit->create_emitter(); !made) {
    return std::unexpected(Error{made.error().fault, "sender " + config.id + ": " + made.error().message});
  }
  return unit;
}

SenderUnit::SenderUnit(config::SenderConfig config, SourceUnit& source, Engine& engine)
    : config_(std::move(config)), source_(source), engine_(engine) {
  configured_.name = config_.id;
  configured_.master_enable = true;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& to = config_.legs[index_of(leg)];
    if (!to) continue;
    configured_.legs.push_back({.enabled = true,
                                .source = engine_.network(leg)->config().address,
                                .source_port = to->port,
                                .destination = to->destination,
                                .destination_port = to->port});
    legs_.push_back(leg);
  }
  active_ = configured_;
}

SenderUnit::~SenderUnit() { stop(); }

Expected<void> SenderUnit::create_emitter() {
  const config::SourceConfig& source = source_.config();
  const Ssrc ssrc = ssrc_of(config_.id);
  if (config_.essence == config::Essence::kVideo) {
    const bus::VideoFormat format = video_format_of(*source.video);
    auto packetizer = essence::VideoPacketizer::create({.format = format,
                                                        .payload_type = config_.payload_type,
                                                        .ssrc = ssrc,
                                                        .max_udp_octets = config_.max_udp_octets,
                                                        .packing = config_.packing == config::Packing::kBpm
                                                                       ? essence::PackingMode::kBlock
                                                                       : essence::PackingMode::kGeneral,
                                                        .first = {}});
    if (!packetizer) return std::unexpected(packetizer.error());
    emitter_ = std::make_unique<VideoEmitter>(std::move(*packetizer), format.rate.period(), kVideoQueue);
  } else if (config_.essence == config::Essence::kAudio) {
    auto packetizer =
        essence::AudioPacketizer::create({.format = audio_format_of(*source.audio),
                                          .packet_time = std::chrono::microseconds(config_.packet_time_us),
                                          .payload_type = config_.payload_type,
                                          .ssrc = ssrc,
                                          .first = {}});
    if (!packetizer) return std::unexpected(packetizer.error());
    emitter_ = std::make_unique<AudioEmitter>(std::move(*packetizer), kAudioStall, kAudioQueue);
  } else {
    const FrameRate rate = source.video ? source.video->rate : FrameRate::hz(50);
    const bool interlaced = source.video && source.video->scan == config::Scan::kInterlaced;
    auto packetizer = essence::AncPacketizer::create(
        {.rate = rate, .interlaced = interlaced, .payload_type = config_.payload_type, .ssrc = ssrc, .first = {}});
    if (!packetizer) return std::unexpected(packetizer.error());
    emitter_ = std::make_unique<AncEmitter>(std::move(*packetizer), rate.period(), kAncQueue);
  }
  return {};
}

Agent& SenderUnit::agent() const {
  return std::visit([](const auto& emitter) -> Agent& { return *emitter; }, emitter_);
}

Expected<void> SenderUnit::start() {
  worker_ = engine_.worker_for_sender(config_.legs);
  for (const EmitLegConfig& leg : leg_configs(active_)) {
    std::visit([&](auto& emitter) { emitter->add_leg(leg); }, emitter_);
  }
  if (!connect())
    return input_error("sender " + config_.id + ": its source feeds too many senders; add a second source");
  engine_.workers()[worker_]->add(agent());
  running_ = true;
  return {};
}

EmitLegConfig SenderUnit::leg_config(Leg leg, const nmos::SenderLegTarget& target) const {
  Network& network = *engine_.network(leg);
  const Endpoint destination{target.destination, target.destination_port};
  return {.leg = leg,
          .sink = &network.port().sink(static_cast<uint16_t>(worker_)),
          .host = &network.host(),
          .header = packet_io::UdpFrameTemplate::create({.source_mac = network.port().mac(),
                                                         .destination_mac = {},
                                                         .vlan_id = network.config().vlan,
                                                         .source = {network.config().address, target.source_port},
                                                         .destination = destination,
                                                         .dscp = config_.dscp,
                                                         .ttl = config_.ttl}),
          .destination = destination,
          .enabled = target.enabled};
}

std::vector<EmitLegConfig> SenderUnit::leg_configs(const nmos::SenderActivation& wanted) const {
  std::vector<EmitLegConfig> configs;
  for (size_t i = 0; i < legs_.size(); ++i) {
    configs.push_back(leg_config(legs_[i], wanted.legs[i]));
    configs.back().enabled = configs.back().enabled && wanted.master_enable;
  }
  return configs;
}

Expected<void> SenderUnit::check(const nmos::SenderActivation& wanted) const {
  if (wanted.legs.size() != legs_.size()) {
    return input_error(fmt::format("sender {}: it has {} legs, not {}", config_.id, legs_.size(), wanted.legs.size()));
  }
  for (size_t i = 0; i < legs_.size(); ++i) {
    const nmos::SenderLegTarget& leg = wanted.legs[i];
    const Ipv4Address own = engine_.network(legs_[i])->config().address;
    if (leg.source.value != 0 && leg.source != own) {
      return input_error(fmt::format("sender {}: {} is no address of its {} leg; it sends from {}", config_.id,
                                     to_text(leg.source), name_of(legs_[i]), to_text(own)));
    }
    if (wanted.master_enable && leg.enabled && (leg.destination.value == 0 || leg.destination_port == 0)) {
      return input_error(fmt::format("sender {}: the {} leg needs a destination", config_.id, name_of(legs_[i])));
    }
  }
  return {};
}

Expected<void> SenderUnit::activate(const nmos::SenderActivation& wanted) {
  if (auto checked = check(wanted); !checked) return checked;
  if (wanted == active_) return {};
  // Worker 0 resolves addresses: what goes to one host goes from there.
  const bool unicast =
      std::ranges::any_of(wanted.legs, [](const auto& leg) { return leg.enabled && !leg.destination.is_multicast(); });
  if (running_ && unicast && worker_ != 0) move_to_worker(0);
  active_ = wanted;
  ++activations_;
  for (size_t i = 0; i < legs_.size(); ++i) {
    const nmos::SenderLegTarget& to = wanted.legs[i];
    config_.legs[index_of(legs_[i])] = config::SenderLeg{.destination = to.destination, .port = to.destination_port};
  }
  if (!running_) return {};
  const std::vector<EmitLegConfig> legs = leg_configs(wanted);
  engine_.workers()[worker_]->run_between_cycles(
      [&] { std::visit([&](auto& emitter) { emitter->retarget(legs); }, emitter_); });
  return {};
}

void SenderUnit::move_to_worker(size_t worker) {
  Worker& old = *engine_.workers()[worker_];
  old.remove(agent());
  old.run_between_cycles([this] { std::visit([](auto& emitter) { emitter->give_back(); }, emitter_); });
  worker_ = worker;
  std::visit([&](auto& emitter) { emitter->rebind(leg_configs(active_)); }, emitter_);
  engine_.workers()[worker_]->add(agent());
}

void SenderUnit::stop() {
  if (!std::exchange(running_, false)) return;
  disconnect();
  Worker& worker = *engine_.workers()[worker_];
  worker.remove(agent());
  worker.run_between_cycles([this] { std::visit([](auto& emitter) { emitter->give_back(); }, emitter_); });
}

bool SenderUnit::connect() {
  if (auto* video = std::get_if<0>(&emitter_)) return source_.video.connect((*video)->input());
  if (auto* audio = std::get_if<1>(&emitter_)) return source_.audio.connect((*audio)->input());
  return source_.anc.connect(std::get<2>(emitter_)->input());
}

void SenderUnit::disconnect() {
  if (auto* video = std::get_if<0>(&emitter_)) {
    source_.video.disconnect((*video)->input());
  } else if (auto* audio = std::get_if<1>(&emitter_)) {
    source_.audio.disconnect((*audio)->input());
  } else {
    source_.anc.disconnect(std::get<2>(emitter_)->input());
  }
}

std::string SenderUnit::sdp(const ClockStatus& clock) const {
  SdpHost host;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const Network* network = engine_.network(leg);
    if (network == nullptr) continue;
    host.addresses[index_of(leg)] = network->config().address;
    host.clocks[index_of(leg)] = reference_clock_of(clock, network->port().mac());
  }
  if (clock.ptp) host.version = clock.ptp->grandmaster_changes + 1;
  host.version += activations_;
  config::SenderConfig announced = config_;
  const bool any = std::ranges::any_of(active_.legs, &nmos::SenderLegTarget::enabled);
  for (size_t i = 0; any && i < legs_.size(); ++i) {
    if (!active_.legs[i].enabled) announced.legs[index_of(legs_[i])].reset();
  }
  return sender_sdp(announced, source_.config(), host);
}

}  // namespace cw::app
