#include "gateway/app/sender_unit.h"

#include <utility>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/formats.h"
#include "gateway/app/sdp_binding.h"

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
  auto unit = std::unique_ptr<SenderUnit>(new SenderUnit(config, source, engine));
  if (auto made = unit->create_emitter(); !made) {
    return std::unexpected(Error{made.error().fault, "sender " + config.id + ": " + made.error().message});
  }
  return unit;
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
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& wanted = config_.legs[index_of(leg)];
    if (!wanted) continue;
    Network& network = *engine_.network(leg);
    const Endpoint destination{wanted->destination, wanted->port};
    EmitLegConfig leg_config{
        .leg = leg,
        .sink = &network.port().sink(static_cast<uint16_t>(worker_)),
        .host = &network.host(),
        .header = packet_io::UdpFrameTemplate::create({.source_mac = network.port().mac(),
                                                       .destination_mac = {},
                                                       .vlan_id = network.config().vlan,
                                                       .source = {network.config().address, wanted->port},
                                                       .destination = destination,
                                                       .dscp = config_.dscp,
                                                       .ttl = config_.ttl}),
        .destination = destination};
    std::visit([&](auto& emitter) { emitter->add_leg(leg_config); }, emitter_);
  }
  if (!connect())
    return input_error("sender " + config_.id + ": its source feeds too many senders; add a second source");
  engine_.workers()[worker_]->add(agent());
  running_ = true;
  return {};
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
  return sender_sdp(config_, source_.config(), host);
}

}  // namespace cw::app
