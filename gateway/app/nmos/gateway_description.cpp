#include "gateway/app/nmos/gateway_description.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/find_unit.h"
#include "gateway/app/nmos/channel_description.h"
#include "gateway/app/nmos/interface_names.h"
#include "gateway/app/nmos/node_identity.h"
#include "gateway/app/nmos/receiver_binding.h"
#include "gateway/app/sdp_binding.h"

namespace cw::app {
namespace {

/// As VideoRaster has it.
constexpr uint16_t kMaxWidth = 4096;
constexpr uint16_t kMaxHeight = 2160;

nmos::Format format_of(config::Essence essence) {
  switch (essence) {
    case config::Essence::kVideo: return nmos::Format::kVideo;
    case config::Essence::kAudio: return nmos::Format::kAudio;
    case config::Essence::kAnc: break;
  }
  return nmos::Format::kData;
}

std::string source_name(const config::SenderConfig& sender) {
  static constexpr std::array kKinds = {"video", "audio", "anc"};
  return sender.source + "-" + kKinds[static_cast<size_t>(sender.essence)];
}

/// What the switch beyond each port says of itself; the host stacks belong to the first worker.
std::array<std::optional<packet_io::Neighbour>, kLegCount> neighbours(const GatewayView& view) {
  std::array<std::optional<packet_io::Neighbour>, kLegCount> heard;
  if (view.engine.workers().empty()) return heard;
  view.engine.workers().front()->run_between_cycles([&] {
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      Network* network = view.engine.network(leg);
      if (network != nullptr) heard[index_of(leg)] = network->host().neighbour(view.clock.now());
    }
  });
  return heard;
}

void describe_interfaces(const GatewayView& view, nmos::NodeDescription& node) {
  const auto names = interface_names(view.config);
  const auto heard = neighbours(view);
  std::optional<MacAddress> chassis;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const Network* network = view.engine.network(leg);
    if (network == nullptr) continue;
    const MacAddress mac = network->port().mac();
    chassis = chassis.value_or(mac);
    nmos::InterfaceDescription shown{
        .name = names[index_of(leg)], .port_id = mac, .chassis_id = *chassis, .attached = std::nullopt};
    if (const auto& neighbour = heard[index_of(leg)]) {
      shown.attached = {.chassis_id = std::string(neighbour->chassis_id.text()),
                        .port_id = std::string(neighbour->port_id.text())};
    }
    node.interfaces.push_back(std::move(shown));
  }
}

nmos::ClockDescription describe_clock(const ClockStatus& status) {
  nmos::ClockDescription clock;
  const sdp::ReferenceClock reference = reference_clock_of(status, {});
  clock.ptp = reference.kind == sdp::ReferenceClock::Kind::kPtp;
  if (!clock.ptp) return clock;
  constexpr uint16_t kTraceable = ptp::flags::kTimeTraceable | ptp::flags::kFrequencyTraceable;
  clock.traceable = (status.ptp->grandmaster->flags & kTraceable) == kTraceable;
  clock.locked = status.ptp->leading || (status.servo && status.servo->state == ptp::ServoState::kLocked);
  clock.grandmaster = reference.grandmaster;
  std::ranges::transform(clock.grandmaster, clock.grandmaster.begin(), [](unsigned char c) { return std::tolower(c); });
  return clock;
}

nmos::SourceDescription describe_source(const config::SenderConfig& sender, const config::SourceConfig& source) {
  nmos::SourceDescription shown{.name = source_name(sender),
                                .label = source.label.empty() ? source_name(sender) : source.label,
                                .format = format_of(sender.essence),
                                .grain_rate = std::nullopt,
                                .channel_labels = {},
                                .parents = {}};
  if (sender.essence == config::Essence::kAudio) shown.channel_labels = channel_labels(source.audio->channels);
  if (sender.essence != config::Essence::kAudio) {
    shown.grain_rate = source.video ? source.video->rate : FrameRate::hz(50);
  }
  return shown;
}

std::vector<nmos::LegDescription> describe_legs(const GatewayView& view, const std::vector<Leg>& legs) {
  const auto names = interface_names(view.config);
  std::vector<nmos::LegDescription> shown;
  for (const Leg leg : legs) {
    shown.push_back({.interface = names[index_of(leg)], .address = view.config.networks[index_of(leg)]->address});
  }
  return shown;
}

void describe_sender(const GatewayView& view, const SenderUnit& unit, nmos::NodeDescription& node) {
  const auto configured = std::ranges::find(view.config.senders, unit.config().id, &config::SenderConfig::id);
  const SourceUnit* source = find_unit(view.sources, unit.config().source);
  if (configured == view.config.senders.end() || source == nullptr) return;
  const nmos::SourceDescription made = describe_source(*configured, source->config());
  if (std::ranges::count(node.sources, made.name, &nmos::SourceDescription::name) == 0) node.sources.push_back(made);
  node.senders.push_back({.name = configured->id,
                          .label = configured->id,
                          .source = made.name,
                          .parameters = sender_essence(*configured, source->config()),
                          .legs = describe_legs(view, unit.legs()),
                          .active = unit.configured()});
}

nmos::VideoCapabilities video_capabilities() {
  return {.samplings = {sdp::Sampling::kYCbCr422},
          .depths = {8, 10},
          .max_width = kMaxWidth,
          .max_height = kMaxHeight,
          .scans = {sdp::Scan::kProgressive, sdp::Scan::kInterlaced, sdp::Scan::kPsf}};
}

nmos::AudioCapabilities audio_capabilities() {
  return {.depths = {16, 24},
          .rates_hz = {44'100, 48'000, 96'000},
          .max_channels = bus::kMaxAudioChannels,
          .packet_times_us = {125, 250, 333, 1000, 4000}};
}

void describe_receiver(const GatewayView& view, const ReceiverUnit& unit, nmos::NodeDescription& node) {
  const auto configured = std::ranges::find(view.config.receivers, unit.config().id, &config::ReceiverConfig::id);
  if (configured == view.config.receivers.end()) return;
  nmos::ReceiverDescription shown{.name = configured->id,
                                  .label = configured->id,
                                  .format = format_of(configured->essence),
                                  .video = {},
                                  .audio = {},
                                  .legs = describe_legs(view, receiver_legs(view.config)),
                                  .active = activation_of(*configured, view.config)};
  if (shown.format == nmos::Format::kVideo) shown.video = video_capabilities();
  if (shown.format == nmos::Format::kAudio) {
    shown.audio = audio_capabilities();
    node.mapping_inputs.push_back(describe_input(unit));
  }
  node.receivers.push_back(std::move(shown));
}

}  // namespace

nmos::NodeDescription describe_gateway(const GatewayView& view) {
  nmos::NodeDescription node;
  node.hostname = host_name();
  node.label = view.config.nmos && !view.config.nmos->label.empty() ? view.config.nmos->label : view.config.instance;
  node.description = fmt::format("Causeway media gateway {} on {}", view.config.instance, node.hostname);
  node.instance_id = fmt::format("{}/{}", node.hostname, view.config.instance);
  describe_interfaces(view, node);
  node.clock = describe_clock(view.clock_unit.status());
  for (const auto& sender : view.senders) describe_sender(view, *sender, node);
  for (const auto& receiver : view.receivers) describe_receiver(view, *receiver, node);
  for (const auto& channel : view.channels) describe_channel(*channel, view.config, node);
  return node;
}

}  // namespace cw::app
