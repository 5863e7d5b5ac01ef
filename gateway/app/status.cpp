#include "gateway/app/status.h"

#include <nlohmann/json.hpp>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/formats.h"
#include "gateway/app/version.h"
#include "gateway/core/ipv4_text.h"
#include "gateway/core/utc_time.h"

namespace cw::app {
namespace {

using Json = nlohmann::ordered_json;

Json network_status(const Network& network) {
  const packet_io::PortStatistics port = network.port().statistics();
  return {{"name", name_of(network.leg())},
          {"device", network.config().device},
          {"driver", network.port().capabilities().driver},
          {"address", to_text(network.config().address)},
          {"link_up", network.port().link_up()},
          {"rx_packets", port.rx_packets},
          {"rx_octets", port.rx_octets},
          {"rx_missed", port.rx_missed},
          {"rx_errors", port.rx_errors},
          {"tx_packets", port.tx_packets},
          {"tx_octets", port.tx_octets},
          {"tx_refused", port.tx_refused}};
}

Json leg_status(const config::ReceiverLeg& config, const rtp::LegStatistics& leg, TaiTime now) {
  const int64_t last = leg.last_arrival_ns.get();
  return {{"group", to_text(Endpoint{config.group, config.port})},
          {"source", config.source.value == 0 ? "any" : to_text(config.source)},
          {"packets", leg.packets.get()},
          {"lost", leg.lost.get()},
          {"reordered", leg.reordered.get()},
          {"duplicates", leg.duplicates.get()},
          {"late", leg.late.get()},
          {"bad_rtp", leg.bad_rtp.get()},
          {"wrong_payload_type", leg.wrong_payload_type.get()},
          {"skew_ns", leg.skew_ns.get()},
          {"silent_ms", last == 0 ? Json() : Json((now.ns() - last) / 1'000'000)}};
}

void add_video(Json& json, const ReceiverUnit& unit) {
  const VideoReceiver* receiver = unit.video_receiver();
  if (receiver == nullptr) return;
  const auto& video = receiver->assembler().statistics();
  json["format"] = to_text(*unit.config().video);
  json["frames_complete"] = video.frames_complete.get();
  json["frames_incomplete"] = video.frames_incomplete.get();
  json["missing_octets"] = video.missing_octets.get();
  if (video.wrong_raster_alarm.get() != 0) {
    json["alarm"] = "the sender's raster is " + std::to_string(video.detected_width.get()) + "x" +
                    std::to_string(video.detected_height.get()) + ", the receiver is set to " +
                    std::to_string(unit.config().video->width) + "x" + std::to_string(unit.config().video->height);
  }
}

void add_audio(Json& json, const ReceiverUnit& unit) {
  const AudioReceiver* receiver = unit.audio_receiver();
  if (receiver == nullptr) return;
  const auto& audio = receiver->assembler().statistics();
  json["format"] = to_text(*unit.config().audio);
  json["blocks"] = audio.blocks.get();
  json["missing_samples"] = audio.missing_samples.get();
}

void add_anc(Json& json, const ReceiverUnit& unit) {
  const AncReceiver* receiver = unit.anc_receiver();
  if (receiver == nullptr) return;
  const auto& anc = receiver->assembler().statistics();
  json["units"] = anc.units.get();
  json["anc_packets"] = anc.anc_packets.get();
  json["bad_anc_packets"] = anc.bad_anc_packets.get();
}

Json receiver_status(const ReceiverUnit& unit, TaiTime now) {
  static constexpr std::array kEssenceNames = {"video", "audio", "anc"};
  Json json{{"id", unit.config().id}, {"essence", kEssenceNames[static_cast<size_t>(unit.config().essence)]}};
  add_video(json, unit);
  add_audio(json, unit);
  add_anc(json, unit);
  json["locked_to_clock"] = unit.media_time().locked.get() != 0;
  json["rtp_offset_ns"] = unit.media_time().offset_ns.get();
  json["recovered"] = unit.legs().recovered.get();
  json["missing"] = unit.legs().missing.get();
  json["restarts"] = unit.legs().restarts.get();
  Json legs = Json::object();
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    const auto& config = unit.config().legs[index_of(leg)];
    if (config) legs[name_of(leg)] = leg_status(*config, unit.legs().legs[index_of(leg)], now);
  }
  json["legs"] = std::move(legs);
  return json;
}

Json sender_status(const SenderUnit& unit) {
  return std::visit(
      [&](const auto& emitter) {
        const EmitStatistics& statistics = emitter->statistics();
        Json legs = Json::object();
        for (const auto& leg : emitter->legs()) {
          const config::SenderLeg& to = *unit.config().legs[index_of(leg->leg())];
          legs[name_of(leg->leg())] = {{"destination", to_text(Endpoint{to.destination, to.port})},
                                       {"packets", leg->statistics().packets.get()},
                                       {"octets", leg->statistics().octets.get()},
                                       {"refused", leg->statistics().refused.get()},
                                       {"no_buffer", leg->statistics().no_buffer.get()},
                                       {"unresolved", leg->unresolved()}};
        }
        return Json{{"id", unit.config().id},
                    {"source", unit.config().source},
                    {"frames", statistics.frames.get()},
                    {"stalled_frames", statistics.stalled_frames.get()},
                    {"lateness_max_ns", statistics.lateness_max_ns.get()},
                    {"sdp", "/api/v1/senders/" + unit.config().id + ".sdp"},
                    {"legs", std::move(legs)}};
      },
      unit.emitter());
}

Json output_status(const OutputUnit& unit) {
  Json json{{"id", unit.config().id}};
  if (unit.packager() != nullptr) {
    const hls::PackagerStatistics hls = unit.packager()->statistics();
    json["type"] = "hls";
    json["published"] = hls.published;
    json["write_errors"] = hls.write_errors;
    json["storage_failing"] = hls.storage_failing;
    for (const auto& rendition : hls.video) {
      json["renditions"].push_back({{"name", rendition.name},
                                    {"segments", rendition.segments_written},
                                    {"gaps", rendition.gaps},
                                    {"newest_segment", rendition.newest_segment},
                                    {"peak_bps", rendition.peak_bps},
                                    {"average_bps", rendition.average_bps}});
    }
    return json;
  }
  const srt::SrtStatistics srt = unit.srt_sender()->statistics();
  json["type"] = "srt";
  json["connected"] = srt.connected;
  json["chunks"] = srt.chunks;
  json["chunks_dropped"] = srt.chunks_dropped;
  json["clients"] = Json::array();
  for (const auto& client : srt.clients) {
    json["clients"].push_back({{"peer", client.peer},
                               {"stream_id", client.stream_id},
                               {"encrypted", client.encrypted},
                               {"packets_sent", client.packets_sent},
                               {"packets_retransmitted", client.packets_retransmitted},
                               {"packets_dropped", client.packets_dropped},
                               {"rtt_ms", client.rtt_ms}});
  }
  return json;
}

Json rendition_status(const bridge::RenditionStatistics& rendition) {
  return {{"id", rendition.id},
          {"frames_in", rendition.frames_in},
          {"frames_out", rendition.frames_out},
          {"frames_dropped", rendition.frames_dropped},
          {"bitrate_bps", rendition.bitrate_bps},
          {"fps", static_cast<double>(rendition.millifps) / 1000.0},
          {"encode_us", rendition.encode_ns / 1000},
          {"lag_ms", rendition.lag_ns / 1'000'000}};
}

Json channel_status(const ChannelUnit& unit) {
  const bridge::ChannelStatistics channel = unit.channel().statistics();
  Json json{{"id", unit.config().id},
            {"name", unit.config().name},
            {"on_slate", channel.on_slate},
            {"frames_out", channel.frames_out},
            {"frames_repeated", channel.frames_repeated},
            {"frames_slate", channel.frames_slate},
            {"frames_skipped", channel.frames_skipped},
            {"conform_us", channel.conform_ns / 1000},
            {"caption_packets", channel.captions.cdps}};
  json["video_inputs"] = Json::array();
  for (size_t i = 0; i < channel.video_inputs.size(); ++i) {
    const auto& input = channel.video_inputs[i];
    json["video_inputs"].push_back({{"receiver", unit.config().inputs.video[i]},
                                    {"alive", input.alive},
                                    {"active", input.active},
                                    {"frames_in", input.frames_in},
                                    {"late", input.late},
                                    {"margin_us", input.margin_ns / 1000}});
  }
  json["audio_tracks"] = Json::array();
  for (const auto& track : channel.audio_tracks) {
    json["audio_tracks"].push_back({{"alive", track.alive},
                                    {"units_out", track.units_out},
                                    {"silent_samples", track.silent_samples},
                                    {"resampled_blocks", track.resampled_blocks},
                                    {"correction_ppm", track.correction_ppm}});
  }
  for (const auto& rendition : channel.renditions) json["renditions"].push_back(rendition_status(rendition));
  json["outputs"] = Json::array();
  for (const auto& output : unit.outputs()) json["outputs"].push_back(output_status(*output));
  return json;
}

Json source_status(const SourceUnit& unit) {
  Json json{{"id", unit.config().id}};
  if (const auto* generator = unit.generator(); generator != nullptr) {
    const auto& statistics = generator->statistics();
    json["type"] = "generator";
    json["video_frames"] = statistics.video_frames.get();
    json["audio_blocks"] = statistics.audio_blocks.get();
    json["skipped_frames"] = statistics.skipped_frames.get();
    json["starved"] = statistics.starved.get();
  } else {
    const auto& statistics = unit.replay()->replay().statistics();
    json["type"] = "capture";
    json["file"] = unit.config().file.string();
    json["packets"] = statistics.packets.get();
    json["loops"] = statistics.loops.get();
    json["skipped_packets"] = statistics.skipped_packets.get();
  }
  return json;
}

Json worker_status(const Worker& worker) {
  return {{"name", worker.config().name},
          {"core", worker.config().core},
          {"cycles", worker.statistics().cycles.get()},
          {"overslept", worker.statistics().overslept.get()},
          {"longest_cycle_us", worker.statistics().longest_cycle_ns.get() / 1000}};
}

Json whole_status(const GatewayView& view) {
  const TaiTime now = view.clock.now();
  Json json{{"version", kVersion},
            {"instance", view.config.instance},
            {"time", format_utc(now, view.clock.utc_offset_s())},
            {"tai_ns", now.ns()},
            {"clock", clock_json(view.clock_unit.status())},
            {"hugepages", view.engine.uses_hugepages()}};
  json["networks"] = Json::array();
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (const Network* network = view.engine.network(leg); network != nullptr)
      json["networks"].push_back(network_status(*network));
  }
  json["workers"] = Json::array();
  for (const auto& worker : view.engine.workers()) json["workers"].push_back(worker_status(*worker));
  json["sources"] = Json::array();
  for (const auto& source : view.sources) json["sources"].push_back(source_status(*source));
  json["senders"] = Json::array();
  for (const auto& sender : view.senders) json["senders"].push_back(sender_status(*sender));
  json["receivers"] = Json::array();
  for (const auto& receiver : view.receivers) json["receivers"].push_back(receiver_status(*receiver, now));
  json["channels"] = Json::array();
  for (const auto& channel : view.channels) json["channels"].push_back(channel_status(*channel));
  return json;
}

std::string missing_in(const ChannelUnit& unit) {
  if (unit.channel().statistics().frames_out == 0) return "channel " + unit.config().id + " has made no picture yet";
  for (const auto& output : unit.outputs()) {
    if (output->packager() != nullptr && !output->packager()->statistics().published) {
      return "channel " + unit.config().id + ": output " + output->config().id + " is not published yet";
    }
  }
  return {};
}

}  // namespace

std::string status_json(const Gateway& gateway) {
  return gateway.read([](const GatewayView& view) {
    return whole_status(view).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  });
}

bool is_ready(const Gateway& gateway, std::string* why_not) {
  return gateway.read([&](const GatewayView& view) {
    if (view.channels.size() < view.config.channels.size()) *why_not = "starting";
    for (const auto& channel : view.channels) {
      if (why_not->empty()) *why_not = missing_in(*channel);
    }
    return why_not->empty();
  });
}

}  // namespace cw::app
