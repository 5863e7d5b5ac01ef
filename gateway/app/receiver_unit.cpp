#include "gateway/app/receiver_unit.h"

#include <algorithm>
#include <span>
#include <utility>

#include "gateway/app/formats.h"

namespace cw::app {
namespace {

constexpr size_t kAudioBlocks = 1024;
/// Octets of a full -20 packet: what the nominal packet rate is estimated with.
constexpr uint32_t kTypicalVideoPayload = 1260;

uint32_t video_packet_rate(const bus::VideoFormat& format) {
  const Int128 octets = Int128{format.width} * format.height * (format.depth == 8 ? 4 : 5) / 2;
  return static_cast<uint32_t>(octets * format.rate.num() / format.rate.den() / kTypicalVideoPayload) + 1;
}

}  // namespace

Expected<std::unique_ptr<ReceiverUnit>> ReceiverUnit::create(const config::ReceiverConfig& config,
                                                             size_t consumer_frames, Engine& engine) {
  auto unit = std::unique_ptr<ReceiverUnit>(new ReceiverUnit(config, engine));
  if (auto made = unit->create_receiver(consumer_frames); !made) {
    return std::unexpected(Error{made.error().fault, "receiver " + config.id + ": " + made.error().message});
  }
  return unit;
}

ReceiverUnit::~ReceiverUnit() { stop(); }

/// How long an incomplete frame waits: half of the link offset, the other half is left for what follows.
Duration ReceiverUnit::hold() const {
  return std::chrono::milliseconds(std::max<uint32_t>(config_.link_offset_ms / 2, 1));
}

Expected<void> ReceiverUnit::create_receiver(size_t consumer_frames) {
  switch (config_.essence) {
    case config::Essence::kVideo: return create_video(consumer_frames);
    case config::Essence::kAudio: return create_audio();
    case config::Essence::kAnc: break;
  }
  return create_anc(consumer_frames);
}

Expected<void> ReceiverUnit::create_video(size_t consumer_frames) {
  const bus::VideoFormat format = video_format_of(*config_.video);
  auto assembler = essence::VideoAssembler::create(
      {.format = format, .hold = hold(), .pool_frames = essence::kMinVideoPoolFrames + consumer_frames}, video);
  if (!assembler) return std::unexpected(assembler.error());
  set_receiver(std::move(*assembler), kVideoClock, video_packet_rate(format), Duration{0});
  return {};
}

Expected<void> ReceiverUnit::create_audio() {
  const bus::AudioFormat format = audio_format_of(*config_.audio);
  const Duration packet_time = std::chrono::microseconds(config_.audio->packet_time_us);
  auto assembler = essence::AudioAssembler::create({.format = format,
                                                    .packet_time = packet_time,
                                                    .hold = hold(),
                                                    .pool_blocks = kAudioBlocks,
                                                    .block_samples = static_cast<uint32_t>(format.rate.num() / 1000)},
                                                   audio);
  if (!assembler) return std::unexpected(assembler.error());
  set_receiver(std::move(*assembler), format.rate, 1'000'000 / std::max<uint32_t>(config_.audio->packet_time_us, 1),
               packet_time);
  return {};
}

Expected<void> ReceiverUnit::create_anc(size_t consumer_frames) {
  auto assembler = essence::AncAssembler::create({.rate = config_.anc->rate,
                                                  .interlaced = config_.anc->scan == config::Scan::kInterlaced,
                                                  .hold = hold(),
                                                  .pool_frames = 16 + 2 * consumer_frames},
                                                 anc);
  if (!assembler) return std::unexpected(assembler.error());
  constexpr uint32_t kAncPacketsPerSecond = 240;
  set_receiver(std::move(*assembler), kVideoClock, kAncPacketsPerSecond, Duration{0});
  return {};
}

template <typename Assembler>
void ReceiverUnit::set_receiver(std::unique_ptr<Assembler> assembler, Rate clock, uint32_t packets_per_second,
                                Duration sender_delay) {
  using Receiver = essence::StreamReceiver<Assembler>;
  essence::StreamReceiverConfig stream;
  stream.payload_type = config_.payload_type;
  stream.clock = clock;
  stream.packets_per_second = packets_per_second;
  stream.sender_delay = sender_delay;
  stream.leg_count =
      static_cast<size_t>(std::ranges::count_if(config_.legs, [](const auto& leg) { return leg.has_value(); }));
  auto receiver = std::make_unique<Receiver>(stream, std::move(assembler));
  timer_ = std::make_unique<ReceiverTimer<Receiver>>(*receiver);
  receiver_ = std::move(receiver);
}

config::PerLeg<packet_io::FlowKey> ReceiverUnit::flows() const {
  config::PerLeg<packet_io::FlowKey> flows;
  for (size_t leg = 0; leg < kLegCount; ++leg) {
    const auto& wanted = config_.legs[leg];
    if (wanted) flows[leg] = packet_io::FlowKey{.destination = {wanted->group, wanted->port}, .source = wanted->source};
  }
  return flows;
}

Expected<void> ReceiverUnit::start() {
  worker_ = engine_.worker_for_receiver(flows());
  running_ = true;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (!config_.legs[index_of(leg)]) continue;
    if (auto opened = open_leg(leg); !opened) {
      stop();
      return opened;
    }
  }
  engine_.workers()[worker_]->add(*timer_);
  return {};
}

Expected<void> ReceiverUnit::open_leg(Leg leg) {
  Network* network = engine_.network(leg);
  if (network == nullptr) {
    return input_error(std::string("receiver ") + config_.id + ": it has a " + name_of(leg) +
                       " leg, but the config has no network " + name_of(leg));
  }
  const packet_io::FlowKey key = *flows()[index_of(leg)];
  bool added = false;
  engine_.workers()[worker_]->run_between_cycles([&] {
    ReceiveAgent& agent = *network->receive_agents()[worker_];
    added = std::visit([&](auto& receiver) { return agent.add_flow(key, AnyReceiver(receiver.get())); }, receiver_);
  });
  if (!added) return input_error("receiver " + config_.id + ": another receiver has the same group, port and source");
  open_[index_of(leg)] = true;
  join(*network, true);
  return {};
}

void ReceiverUnit::join(Network& network, bool joined) {
  const auto& leg = *config_.legs[index_of(network.leg())];
  if (!leg.group.is_multicast()) return;
  const std::span<const Ipv4Address> sources(&leg.source, leg.source.value != 0 ? 1 : 0);
  engine_.workers().front()->run_between_cycles([&] {
    if (joined) {
      network.host().join(leg.group, sources);
    } else {
      network.host().leave(leg.group, sources);
    }
  });
}

void ReceiverUnit::close_leg(Leg leg) {
  Network& network = *engine_.network(leg);
  const packet_io::FlowKey key = *flows()[index_of(leg)];
  join(network, false);
  engine_.workers()[worker_]->run_between_cycles([&] { network.receive_agents()[worker_]->remove_flow(key); });
  network.port().unsteer(key);
}

void ReceiverUnit::stop() {
  if (!std::exchange(running_, false)) return;
  engine_.workers()[worker_]->remove(*timer_);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (std::exchange(open_[index_of(leg)], false)) close_leg(leg);
  }
}

const rtp::MergeStatistics& ReceiverUnit::legs() const {
  return std::visit([](const auto& receiver) -> const rtp::MergeStatistics& { return receiver->legs(); }, receiver_);
}

const rtp::MediaTimeStatistics& ReceiverUnit::media_time() const {
  return std::visit([](const auto& receiver) -> const rtp::MediaTimeStatistics& { return receiver->media_time(); },
                    receiver_);
}

const VideoReceiver* ReceiverUnit::video_receiver() const {
  const auto* receiver = std::get_if<std::unique_ptr<VideoReceiver>>(&receiver_);
  return receiver == nullptr ? nullptr : receiver->get();
}

const AudioReceiver* ReceiverUnit::audio_receiver() const {
  const auto* receiver = std::get_if<std::unique_ptr<AudioReceiver>>(&receiver_);
  return receiver == nullptr ? nullptr : receiver->get();
}

const AncReceiver* ReceiverUnit::anc_receiver() const {
  const auto* receiver = std::get_if<std::unique_ptr<AncReceiver>>(&receiver_);
  return receiver == nullptr ? nullptr : receiver->get();
}

}  // namespace cw::app
