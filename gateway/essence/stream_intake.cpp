#include "gateway/essence/stream_intake.h"

namespace cw::essence {
namespace {

/// So many packets in a row of another SSRC, none of the old one in between: the sender was restarted or replaced.
constexpr uint32_t kRunToFollow = 4;
/// Where two senders share a flow, the followed one must be silent for this long before the other is taken.
constexpr Duration kSilenceToFollow = std::chrono::milliseconds{100};

rtp::LegMergerConfig merger_config(const StreamReceiverConfig& config) {
  return {.leg_count = config.leg_count, .packets_per_second = config.packets_per_second, .window = config.window};
}

// When the faster leg fails, everything comes as late as the slower one.
rtp::MediaTimeMapperConfig mapper_config(const StreamReceiverConfig& config) {
  const Duration skew = config.leg_count > 1 ? config.window : Duration{0};
  return {.clock = config.clock, .max_latency = config.max_latency + skew, .sender_delay = config.sender_delay};
}

}  // namespace

StreamIntake::StreamIntake(const StreamReceiverConfig& config)
    : config_(config), merger_(merger_config(config)), mapper_(mapper_config(config)) {}

std::optional<StreamIntake::Taken> StreamIntake::take(Leg leg, const UdpDatagram& datagram) {
  rtp::LegStatistics& counted = merger_.statistics().legs[index_of(leg)];
  rtp::RtpFault fault = rtp::RtpFault::kNone;
  const auto packet = rtp::RtpView::parse(datagram.payload, &fault);
  if (!packet) {
    counted.bad_rtp.add();
    return std::nullopt;
  }
  if (packet->payload_type() != config_.payload_type) {
    counted.wrong_payload_type.add();
    seen_payload_type_.set(packet->payload_type().value);
    return std::nullopt;
  }
  if (!accept_source(leg, packet->ssrc(), datagram.arrival)) return std::nullopt;
  count(leg, *packet, datagram);

  PacketArrival arrival{.leg = leg, .sequence = {}, .arrival = datagram.arrival, .first = true};
  const rtp::MergeVerdict verdict = merger_.on_packet(leg, *packet, datagram.arrival, &arrival.sequence);
  if (verdict == rtp::MergeVerdict::kDuplicate || verdict == rtp::MergeVerdict::kLate) return std::nullopt;
  const bool restart = verdict == rtp::MergeVerdict::kRestart;
  if (restart) mapper_.restart();
  return Taken{.packet = *packet,
               .time = mapper_.map(packet->timestamp(), datagram.arrival),
               .arrival = arrival,
               .restart = restart};
}

bool StreamIntake::accept_source(Leg leg, Ssrc ssrc, TaiTime arrival) {
  LegSource& source = sources_[index_of(leg)];
  if (source.known && ssrc == source.followed) {
    source.candidate_run = 0;
    source.last_followed = arrival;
    return true;
  }
  if (!source.known) {
    source.known = true;
    source.left = ssrc;
    source.followed = ssrc;
    source.last_followed = arrival;
    followed_ssrc_[index_of(leg)].set(ssrc.value);
    return true;
  }
  merger_.statistics().legs[index_of(leg)].wrong_ssrc.add();
  if (ssrc == source.left) source.contended = true;
  source.candidate_run = ssrc == source.candidate ? source.candidate_run + 1 : 1;
  source.candidate = ssrc;
  if (!should_follow(source, arrival)) return false;
  follow(leg, ssrc, arrival);
  return true;
}

bool StreamIntake::should_follow(const LegSource& source, TaiTime arrival) const {
  if (source.candidate_run < kRunToFollow) return false;
  return !source.contended || arrival - source.last_followed >= kSilenceToFollow;
}

void StreamIntake::follow(Leg leg, Ssrc ssrc, TaiTime arrival) {
  LegSource& source = sources_[index_of(leg)];
  source.left = source.followed;
  source.followed = ssrc;
  source.candidate_run = 0;
  source.contended = false;
  source.last_followed = arrival;
  followed_ssrc_[index_of(leg)].set(ssrc.value);
  ssrc_changes_.add();
  // While the other leg lives, the merger decides by the numbers of both whether this is a new numbering.
  const Leg other = leg == Leg::kRed ? Leg::kBlue : Leg::kRed;
  if (!merger_.is_alive(other, arrival)) merger_.reset();
}

void StreamIntake::count(Leg leg, const rtp::RtpView& packet, const UdpDatagram& datagram) {
  rtp::LegStatistics& counted = merger_.statistics().legs[index_of(leg)];
  counted.octets.add(datagram.payload.size());
  counted.last_arrival_ns.set(datagram.arrival.ns());
  if (packet.marker()) counted.markers.add();
  if (packet.padding_octets() != 0) counted.padded.add();
  if (packet.has_extension()) counted.extended.add();
  if (datagram.truncated) truncated_[index_of(leg)].add();
}

ReceiverSnapshot StreamIntake::snapshot() const {
  ReceiverSnapshot snapshot;
  const rtp::MergeStatistics& merged = merger_.statistics();
  for (size_t i = 0; i < kLegCount; ++i) {
    const rtp::LegStatistics& leg = merged.legs[i];
    snapshot.legs[i] = {.packets = leg.packets.get(),
                        .octets = leg.octets.get(),
                        .lost = leg.lost.get(),
                        .reordered = leg.reordered.get(),
                        .duplicates = leg.duplicates.get(),
                        .late = leg.late.get(),
                        .foreign = leg.foreign.get(),
                        .markers = leg.markers.get(),
                        .bad_rtp = leg.bad_rtp.get(),
                        .wrong_payload_type = leg.wrong_payload_type.get(),
                        .wrong_ssrc = leg.wrong_ssrc.get(),
                        .padded = leg.padded.get(),
                        .extended = leg.extended.get(),
                        .truncated = truncated_[i].get(),
                        .skew_ns = leg.skew_ns.get(),
                        .last_arrival_ns = leg.last_arrival_ns.get(),
                        .ssrc = static_cast<uint32_t>(followed_ssrc_[i].get())};
  }
  snapshot.recovered = merged.recovered.get();
  snapshot.missing = merged.missing.get();
  snapshot.differing = merged.differing.get();
  snapshot.restarts = merged.restarts.get();
  snapshot.ssrc_changes = ssrc_changes_.get();
  snapshot.expected_payload_type = config_.payload_type.value;
  snapshot.seen_payload_type = static_cast<uint8_t>(seen_payload_type_.get());
  snapshot.locked = mapper_.statistics().locked.get() != 0;
  snapshot.rtp_offset_ns = mapper_.statistics().offset_ns.get();
  snapshot.lock_changes = mapper_.statistics().lock_changes.get();
  snapshot.time_jumps = mapper_.statistics().jumps.get();
  return snapshot;
}

}  // namespace cw::essence
