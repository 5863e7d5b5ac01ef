#include "gateway/app/metrics.h"

#include <string>
#include <utility>

#include "gateway/app/clock/clock_status.h"
#include "gateway/app/version.h"
#include "gateway/core/metric_group.h"

namespace cw::app {
namespace {

/// Names start with causeway_.
MetricGroup group_of(std::vector<MetricSample>& out, MetricGroup::Labels labels) {
  return {out, "causeway_", std::move(labels)};
}

void add_network(std::vector<MetricSample>& out, const Network& network) {
  MetricGroup group = group_of(out, {{"network", name_of(network.leg())}});
  const packet_io::PortStatistics port = network.port().statistics();
  group.gauge("network_link_up", "1 while the port has link.", network.port().link_up());
  group.counter("network_rx_packets_total", "Packets received by the port.", port.rx_packets);
  group.counter("network_rx_octets_total", "Octets received by the port.", port.rx_octets);
  group.counter("network_rx_missed_total", "Packets the device dropped because it was polled too late.",
                port.rx_missed);
  group.counter("network_rx_errors_total", "Damaged packets.", port.rx_errors);
  group.counter("network_tx_packets_total", "Packets sent by the port.", port.tx_packets);
  group.counter("network_tx_octets_total", "Octets sent by the port.", port.tx_octets);
  group.counter("network_tx_refused_total", "Packets dropped because the device's queue was full.", port.tx_refused);
  for (const auto& agent : network.receive_agents()) {
    if (agent != network.receive_agents().front()) continue;
    group.counter("network_unknown_flow_packets_total", "UDP packets that no receiver wants.",
                  agent->statistics().unknown_flows);
    group.counter("network_malformed_packets_total", "Frames that contradict themselves.",
                  agent->statistics().malformed);
  }
}

void add_leg(std::vector<MetricSample>& out, const std::string& id, Leg leg, const rtp::LegStatistics& statistics) {
  MetricGroup group = group_of(out, {{"receiver", id}, {"leg", name_of(leg)}});
  group.counter("receiver_packets_total", "RTP packets of the stream on this leg.", statistics.packets);
  group.counter("receiver_octets_total", "UDP payload octets of them.", statistics.octets);
  group.counter("receiver_lost_packets_total", "Sequence numbers that never came on this leg.", statistics.lost);
  group.counter("receiver_reordered_packets_total", "Packets behind a later one on this leg.", statistics.reordered);
  group.counter("receiver_duplicate_packets_total", "Packets that came twice on this leg.", statistics.duplicates);
  group.counter("receiver_late_packets_total", "Packets behind the merge window.", statistics.late);
  group.counter("receiver_bad_rtp_total", "Datagrams that are no RTP.", statistics.bad_rtp);
  group.counter("receiver_wrong_payload_type_total", "Packets of another payload type.", statistics.wrong_payload_type);
  group.gauge("receiver_skew_ns", "Arrival on this leg minus arrival on the other.", statistics.skew_ns.get());
}

void add_essence(MetricGroup& group, const ReceiverUnit& unit) {
  if (const auto* video = unit.video_receiver(); video != nullptr) {
    const auto& statistics = video->assembler().statistics();
    group.counter("receiver_frames_complete_total", "Frames of which every octet came.", statistics.frames_complete);
    group.counter("receiver_frames_incomplete_total", "Frames with concealed pixels.", statistics.frames_incomplete);
    group.counter("receiver_missing_octets_total", "Sample octets concealed.", statistics.missing_octets);
    group.gauge("receiver_wrong_raster", "1 while the sender's raster differs from the receiver's.",
                statistics.wrong_raster_alarm.get());
  }
  if (const auto* audio = unit.audio_receiver(); audio != nullptr) {
    group.counter("receiver_missing_samples_total", "Samples replaced by silence.",
                  audio->assembler().statistics().missing_samples);
  }
  if (const auto* anc = unit.anc_receiver(); anc != nullptr) {
    group.counter("receiver_anc_packets_total", "ANC packets.", anc->assembler().statistics().anc_packets);
    group.counter("receiver_bad_anc_packets_total", "ANC packets with a parity or checksum fault.",
                  anc->assembler().statistics().bad_anc_packets);
  }
}

void add_receiver(std::vector<MetricSample>& out, const ReceiverUnit& unit) {
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (unit.config().legs[index_of(leg)]) add_leg(out, unit.config().id, leg, unit.legs().legs[index_of(leg)]);
  }
  MetricGroup group = group_of(out, {{"receiver", unit.config().id}});
  group.counter("receiver_recovered_packets_total", "Packets that only one leg had.", unit.legs().recovered);
  group.counter("receiver_missing_packets_total", "Packets that no leg had.", unit.legs().missing);
  group.counter("receiver_restarts_total", "Times the sender began a new numbering.", unit.legs().restarts);
  group.gauge("receiver_locked", "1 while the sender's RTP clock follows ours.", unit.media_time().locked.get());
  group.gauge("receiver_rtp_offset_ns", "Arrival minus RTP time.", unit.media_time().offset_ns.get());
  add_essence(group, unit);
}

void add_sender(std::vector<MetricSample>& out, const SenderUnit& unit) {
  std::visit(
      [&](const auto& emitter) {
        MetricGroup group = group_of(out, {{"sender", unit.config().id}});
        group.counter("sender_frames_total", "Frames, fields or blocks begun.", emitter->statistics().frames);
        group.counter("sender_stalled_frames_total", "Frames given up because their time had passed.",
                      emitter->statistics().stalled_frames);
        group.gauge("sender_lateness_max_ns", "Worst delay of a packet behind its schedule.",
                    emitter->statistics().lateness_max_ns.get());
        for (const auto& leg : emitter->legs()) {
          MetricGroup of_leg = group_of(out, {{"sender", unit.config().id}, {"leg", name_of(leg->leg())}});
          of_leg.counter("sender_packets_total", "Packets sent on this leg.", leg->statistics().packets);
          of_leg.counter("sender_octets_total", "Octets of them, Ethernet header included.", leg->statistics().octets);
          of_leg.counter("sender_refused_packets_total", "Packets the device had no room for.",
                         leg->statistics().refused);
        }
      },
      unit.emitter());
}

void add_hls(std::vector<MetricSample>& out, const std::string& channel, const OutputUnit& unit) {
  const hls::PackagerStatistics statistics = unit.packager()->statistics();
  MetricGroup group = group_of(out, {{"channel", channel}, {"output", unit.config().id}});
  group.counter("hls_write_errors_total", "Files that could not be written.", statistics.write_errors);
  group.gauge("hls_storage_failing", "1 while the last write failed.", statistics.storage_failing ? 1 : 0);
  for (const auto* renditions : {&statistics.video, &statistics.audio}) {
    for (const auto& rendition : *renditions) {
      MetricGroup one =
          group_of(out, {{"channel", channel}, {"output", unit.config().id}, {"rendition", rendition.name}});
      one.counter("hls_segments_total", "Segments written.", rendition.segments_written);
      one.counter("hls_segment_octets_total", "Octets of them.", rendition.segment_bytes);
      one.counter("hls_gaps_total", "Segments announced as gaps.", rendition.gaps);
      one.gauge("hls_peak_bps", "Largest segment rate lately.", static_cast<int64_t>(rendition.peak_bps));
      one.gauge("hls_average_bps", "Mean segment rate lately.", static_cast<int64_t>(rendition.average_bps));
    }
  }
}

void add_srt(std::vector<MetricSample>& out, const std::string& channel, const OutputUnit& unit) {
  const srt::SrtStatistics statistics = unit.srt_sender()->statistics();
  MetricGroup group = group_of(out, {{"channel", channel}, {"output", unit.config().id}});
  group.gauge("srt_clients", "Peers connected now.", static_cast<int64_t>(statistics.clients.size()));
  group.counter("srt_chunks_total", "Chunks of seven TS packets taken from the multiplexer.", statistics.chunks);
  group.counter("srt_chunks_dropped_total", "Chunks dropped because the queue was full.", statistics.chunks_dropped);
  group.counter("srt_clients_accepted_total", "Clients accepted.", statistics.clients_accepted);
  group.counter("srt_clients_rejected_total", "Clients rejected.", statistics.clients_rejected);
  group.counter("srt_connect_failures_total", "Failed calls.", statistics.connect_failures);
  group.counter("ts_late_units_total", "Coded units that came after their place in the multiplex.",
                unit.muxer()->statistics().late_units);
  for (const auto& client : statistics.clients) {
    MetricGroup peer = group_of(out, {{"channel", channel}, {"output", unit.config().id}, {"peer", client.peer}});
    peer.counter("srt_packets_sent_total", "Packets sent to this peer.", client.packets_sent);
    peer.counter("srt_packets_retransmitted_total", "Of them, again.", client.packets_retransmitted);
    peer.counter("srt_packets_dropped_total", "Too late to be sent.", client.packets_dropped);
    peer.gauge("srt_rtt_us", "Round trip time.", static_cast<int64_t>(client.rtt_ms * 1000));
  }
}

void add_channel(std::vector<MetricSample>& out, const ChannelUnit& unit) {
  for (MetricSample& sample : unit.channel().metrics()) out.push_back(std::move(sample));
  for (const auto& output : unit.outputs()) {
    if (output->packager() != nullptr) {
      add_hls(out, unit.config().id, *output);
    } else {
      add_srt(out, unit.config().id, *output);
    }
  }
}

void add_worker(std::vector<MetricSample>& out, const Worker& worker) {
  MetricGroup group = group_of(out, {{"worker", worker.config().name}});
  group.counter("worker_cycles_total", "Cycles.", worker.statistics().cycles);
  group.counter("worker_idle_cycles_total", "Cycles without work.", worker.statistics().idle_cycles);
  group.counter("worker_overslept_total", "Wake-ups more than 1 ms late.", worker.statistics().overslept);
  group.gauge("worker_longest_cycle_ns", "Longest cycle since start.", worker.statistics().longest_cycle_ns.get());
}

}  // namespace

std::vector<MetricSample> collect_metrics(const Gateway& gateway) {
  return gateway.read([](const GatewayView& view) {
    std::vector<MetricSample> out;
    group_of(out, {{"version", kVersion}, {"instance", view.config.instance}})
        .gauge("info", "Version of this build.", 1);
    add_clock_metrics(out, view.clock_unit.status());
    for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
      if (const Network* network = view.engine.network(leg); network != nullptr) add_network(out, *network);
    }
    for (const auto& worker : view.engine.workers()) add_worker(out, *worker);
    for (const auto& receiver : view.receivers) add_receiver(out, *receiver);
    for (const auto& sender : view.senders) add_sender(out, *sender);
    for (const auto& channel : view.channels) add_channel(out, *channel);
    return out;
  });
}

}  // namespace cw::app
