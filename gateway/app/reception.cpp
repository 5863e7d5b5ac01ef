#include "gateway/app/reception.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "gateway/app/formats.h"

namespace cw::app {
namespace {

constexpr size_t kAudioBlocks = 1024;
constexpr GateRoom kVideoRoom{.shut = 2, .holding = 8};
constexpr GateRoom kAudioRoom{.shut = 64, .holding = 512};
constexpr GateRoom kAncRoom{.shut = 4, .holding = 16};
constexpr uint32_t kAncPacketsPerSecond = 240;
/// Octets of a full -20 packet: what the nominal packet rate is estimated with.
constexpr uint32_t kTypicalVideoPayload = 1260;

uint32_t video_packet_rate(const bus::VideoFormat& format) {
  const Int128 octets = Int128{format.width} * format.height * (format.depth == 8 ? 4 : 5) / 2;
  return static_cast<uint32_t>(octets * format.rate.num() / format.rate.den() / kTypicalVideoPayload) + 1;
}

std::span<const Ipv4Address> sources_of(const config::ReceiverLeg& flow) {
  return {&flow.source, flow.source.value != 0 ? size_t{1} : size_t{0}};
}

template <typename Assembler, typename Unit>
void complete(ReceptionStream<Assembler, Unit>& stream, const essence::StreamReceiverConfig& config,
              std::unique_ptr<Assembler> assembler) {
  stream.receiver = std::make_unique<essence::StreamReceiver<Assembler>>(config, std::move(assembler));
}

}  // namespace

Expected<std::unique_ptr<Reception>> Reception::create(const config::ReceiverConfig& config, size_t consumer_frames,
                                                       ReceptionOutputs outputs, Engine& engine,
                                                       const Reception* before) {
  auto reception = std::unique_ptr<Reception>(new Reception(config, engine));
  if (auto checked = reception->check_networks(); !checked) return std::unexpected(checked.error());
  auto placed = engine.place_receiver(reception->flows());
  if (!placed) return std::unexpected(placed.error());
  reception->placed_ = *placed;
  Expected<void> made;
  switch (config.essence) {
    case config::Essence::kVideo: made = reception->create_video(consumer_frames, outputs.video, before); break;
    case config::Essence::kAudio: made = reception->create_audio(outputs.audio); break;
    case config::Essence::kAnc: made = reception->create_anc(consumer_frames, outputs.anc); break;
  }
  if (!made) return std::unexpected(made.error());
  return reception;
}

Reception::~Reception() {
  stop();
  if (placed_) engine_.release_flows(flows());
}

Expected<void> Reception::check_networks() const {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (!config_.legs[index_of(leg)] || engine_.network(leg) != nullptr) continue;
    return input_error(std::string("it has a ") + name_of(leg) + " leg, but there is no network " + name_of(leg) +
                       "; a new network takes effect after a restart");
  }
  return {};
}

/// How long an incomplete frame waits: half of the link offset, the other half is left for what follows.
Duration Reception::hold() const {
  return std::chrono::milliseconds(std::max<uint32_t>(config_.link_offset_ms / 2, 1));
}

Expected<void> Reception::create_video(size_t consumer_frames, bus::Output<bus::VideoLease>& output,
                                       const Reception* before) {
  const bus::VideoFormat format = video_format_of(*config_.video);
  if (auto raster = essence::VideoRaster::create(format); !raster) return std::unexpected(raster.error());
  provide_frames(format, essence::kMinVideoPoolFrames + consumer_frames, before);
  auto stream = std::make_unique<VideoStream>(output, kVideoRoom);
  auto assembler =
      essence::VideoAssembler::create({.format = format, .hold = hold(), .pool = frames_.get()}, stream->gate);
  if (!assembler) return std::unexpected(assembler.error());
  complete(*stream, stream_config(kVideoClock, video_packet_rate(format)), std::move(*assembler));
  stream_ = std::move(stream);
  return {};
}

/// Frames are large and take long to make: two senders of one format share them while a receiver moves.
void Reception::provide_frames(const bus::VideoFormat& format, size_t count, const Reception* before) {
  const bool fits = before != nullptr && before->frames_ && before->placed_ == placed_ && before->config_.video &&
                    video_format_of(*before->config_.video) == format && before->frames_->size() >= count;
  if (fits) {
    frames_ = before->frames_;
    return;
  }
  frames_ = std::make_shared<bus::VideoPool>(count);
  frames_->for_each([&](bus::VideoFrame& frame) { frame.prepare(format); });
}

Expected<void> Reception::create_audio(bus::Output<bus::AudioLease>& output) {
  const bus::AudioFormat format = audio_format_of(*config_.audio);
  const Duration packet_time = std::chrono::microseconds(config_.audio->packet_time_us);
  auto stream = std::make_unique<AudioStream>(output, kAudioRoom);
  auto assembler = essence::AudioAssembler::create({.format = format,
                                                    .packet_time = packet_time,
                                                    .hold = hold(),
                                                    .pool_blocks = kAudioBlocks,
                                                    .block_samples = static_cast<uint32_t>(format.rate.num() / 1000)},
                                                   stream->gate);
  if (!assembler) return std::unexpected(assembler.error());
  essence::StreamReceiverConfig config =
      stream_config(format.rate, 1'000'000 / std::max<uint32_t>(config_.audio->packet_time_us, 1));
  config.sender_delay = packet_time;
  complete(*stream, config, std::move(*assembler));
  stream_ = std::move(stream);
  return {};
}

Expected<void> Reception::create_anc(size_t consumer_frames, bus::Output<bus::AncLease>& output) {
  auto stream = std::make_unique<AncStream>(output, kAncRoom);
  auto assembler = essence::AncAssembler::create({.rate = config_.anc->rate,
                                                  .interlaced = config_.anc->scan == config::Scan::kInterlaced,
                                                  .hold = hold(),
                                                  .pool_frames = 16 + 2 * consumer_frames},
                                                 stream->gate);
  if (!assembler) return std::unexpected(assembler.error());
  complete(*stream, stream_config(kVideoClock, kAncPacketsPerSecond), std::move(*assembler));
  stream_ = std::move(stream);
  return {};
}

essence::StreamReceiverConfig Reception::stream_config(Rate clock, uint32_t packets_per_second) const {
  essence::StreamReceiverConfig stream;
  stream.payload_type = config_.payload_type;
  stream.clock = clock;
  stream.packets_per_second = packets_per_second;
  stream.leg_count =
      static_cast<size_t>(std::ranges::count_if(config_.legs, [](const auto& leg) { return leg.has_value(); }));
  return stream;
}

FlowPlaces::Flows Reception::flows() const {
  FlowPlaces::Flows flows;
  for (size_t leg = 0; leg < kLegCount; ++leg) {
    const auto& wanted = config_.legs[leg];
    if (wanted) flows[leg] = packet_io::FlowKey{.destination = {wanted->group, wanted->port}, .source = wanted->source};
  }
  return flows;
}

Agent& Reception::agent() const {
  return std::visit([](const auto& stream) -> Agent& { return *stream; }, stream_);
}

/// One command where it can: a controller may move many receivers at once, and each command waits for a cycle.
Expected<void> Reception::start() {
  running_ = true;
  Expected<void> started;
  worker().add(agent(), [&] {
    started = add_flows();
    if (started && owns_networks()) started = join();
  });
  if (started && !owns_networks()) engine_.workers().front()->run_between_cycles([&] { started = join(); });
  if (!started) stop();
  return started;
}

void Reception::stop() {
  if (!std::exchange(running_, false)) return;
  if (!owns_networks()) engine_.workers().front()->run_between_cycles([this] { leave(); });
  worker().remove(agent(), [this] {
    if (owns_networks()) leave();
    remove_flows();
    std::visit([](const auto& stream) { stream->gate.finish(); }, stream_);
  });
}

Expected<void> Reception::add_flows() {
  const AnyReceiver to = std::visit([](const auto& stream) -> AnyReceiver { return stream->receiver.get(); }, stream_);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto flow = flows()[index_of(leg)];
    if (flow && !engine_.network(leg)->receive_agents()[*placed_]->add_flow(*flow, to)) {
      return input_error("there are too many flows; the packet engine follows 1024 on each queue");
    }
  }
  return {};
}

void Reception::remove_flows() {
  const AnyReceiver to = std::visit([](const auto& stream) -> AnyReceiver { return stream->receiver.get(); }, stream_);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto flow = flows()[index_of(leg)];
    if (flow) engine_.network(leg)->receive_agents()[*placed_]->remove_flow(*flow, to);
  }
}

Expected<void> Reception::join() {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& flow = config_.legs[index_of(leg)];
    if (!flow || !flow->group.is_multicast()) continue;
    joined_[index_of(leg)] = engine_.network(leg)->host().join(flow->group, sources_of(*flow));
    if (!joined_[index_of(leg)]) {
      return input_error(std::string("network ") + name_of(leg) + " is in as many multicast groups as it can be");
    }
  }
  return {};
}

/// Membership is counted: only what was joined is left, others may be in the same group.
void Reception::leave() {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (!std::exchange(joined_[index_of(leg)], false)) continue;
    const config::ReceiverLeg& flow = *config_.legs[index_of(leg)];
    (void)engine_.network(leg)->host().leave(flow.group, sources_of(flow));
  }
}

void Reception::open_gate() {
  worker().run_between_cycles([this] { std::visit([](const auto& stream) { stream->gate.open(); }, stream_); });
}

void Reception::take_over(Reception& before, TaiTime cut) {
  std::visit(
      [&](const auto& stream) {
        using Stream = std::remove_cvref_t<decltype(stream)>;
        auto& old_gate = std::get<Stream>(before.stream_)->gate;
        const auto hand_over = [&] { stream->gate.hold_from(old_gate.end_at(cut), &old_gate); };
        if (placed_ == before.placed_) return worker().run_between_cycles(hand_over);
        // What comes between the end on one worker and the beginning on the other is kept.
        TaiTime end = cut;
        worker().run_between_cycles([&] { stream->gate.keep_more(); });
        before.worker().run_between_cycles([&] { end = old_gate.end_at(cut); });
        worker().run_between_cycles([&] { stream->gate.hold_from(end, &old_gate); });
      },
      stream_);
}

void Reception::finish() {
  worker().run_between_cycles([this] { std::visit([](const auto& stream) { stream->gate.finish(); }, stream_); });
}

bool Reception::on_air() const {
  return std::visit([](const auto& stream) { return stream->gate.state() == GateState::kOpen; }, stream_);
}

bool Reception::delivers() const {
  return std::visit([](const auto& stream) { return stream->gate.delivers(); }, stream_);
}

uint64_t Reception::units() const {
  return std::visit([](const auto& stream) { return stream->gate.units(); }, stream_);
}

const rtp::MergeStatistics& Reception::legs() const {
  return std::visit([](const auto& stream) -> const rtp::MergeStatistics& { return stream->receiver->legs(); },
                    stream_);
}

const rtp::MediaTimeStatistics& Reception::media_time() const {
  return std::visit(
      [](const auto& stream) -> const rtp::MediaTimeStatistics& { return stream->receiver->media_time(); }, stream_);
}

const VideoReceiver* Reception::video_receiver() const {
  const auto* stream = std::get_if<std::unique_ptr<VideoStream>>(&stream_);
  return stream == nullptr ? nullptr : (*stream)->receiver.get();
}

const AudioReceiver* Reception::audio_receiver() const {
  const auto* stream = std::get_if<std::unique_ptr<AudioStream>>(&stream_);
  return stream == nullptr ? nullptr : (*stream)->receiver.get();
}

const AncReceiver* Reception::anc_receiver() const {
  const auto* stream = std::get_if<std::unique_ptr<AncStream>>(&stream_);
  return stream == nullptr ? nullptr : (*stream)->receiver.get();
}

}  // namespace cw::app
