#include "gateway/packet_io/pcap/replay_plan.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cw::packet_io {
namespace {

constexpr Duration kMaxLag = std::chrono::seconds(1);
constexpr Duration kLonelyPeriod = std::chrono::seconds(1);  // of a capture with one packet

/// Streams of the capture that follow one line; the first one leads.
struct Group {
  std::vector<CapturedStream*> streams;
  std::optional<StreamTiming> timing;  // nullopt: left as it is

  template <typename F>
  void for_each_packet(F&& visit) const {
    for (const auto* stream : streams) {
      for (const auto& packet : stream->packets) visit(packet);
    }
  }
  template <typename F>
  size_t drop_packets_if(F&& unwanted) const {
    size_t dropped = 0;
    for (auto* stream : streams) dropped += std::erase_if(stream->packets, unwanted);
    return dropped;
  }
};

/// What must be added to the numbers of `stream` so that they count as those of `leader`, if both are legs of one sender: a packet
/// with the same sequence number and time stamp is in both.
struct Shift {
  int64_t sequence = 0;
  int64_t ticks = 0;
};
std::optional<Shift> shift_between(const CapturedStream& leader, const CapturedStream& stream) {
  constexpr size_t kTried = 64;
  const auto same_numbers = [](const CapturedPacket& a, const CapturedPacket& b) {
    return static_cast<uint16_t>(a.sequence) == static_cast<uint16_t>(b.sequence) &&
           static_cast<uint32_t>(a.ticks) == static_cast<uint32_t>(b.ticks);
  };
  for (size_t i = 0; i < std::min(kTried, stream.packets.size()); ++i) {
    const CapturedPacket& wanted = stream.packets[i];
    const auto twin = std::ranges::find_if(leader.packets, [&](const auto& p) { return same_numbers(p, wanted); });
    if (twin != leader.packets.end()) return Shift{twin->sequence - wanted.sequence, twin->ticks - wanted.ticks};
  }
  return std::nullopt;
}

bool joins(Group& group, CapturedStream& stream) {
  const CapturedStream& leader = *group.streams.front();
  if (!group.timing || leader.ssrc != stream.ssrc || leader.payload_type != stream.payload_type) return false;
  const auto shift = shift_between(leader, stream);
  if (!shift) return false;
  for (auto& packet : stream.packets) {
    packet.sequence += shift->sequence;
    packet.ticks += shift->ticks;
  }
  group.streams.push_back(&stream);
  return true;
}

std::optional<Rate> known_clock(const ReplayConfig& config, const CapturedStream& stream) {
  return stream.flow ? config.flows[*stream.flow].clock : std::nullopt;
}

std::vector<Group> group_streams(const ReplayConfig& config, Capture& capture) {
  std::vector<Group> groups;
  for (auto& stream : capture.streams) {
    const bool rewrite = config.timing == ReplayTiming::kRetimed && stream.rtp;
    if (rewrite && std::ranges::any_of(groups, [&](Group& group) { return joins(group, stream); })) continue;
    Group group;
    group.streams.push_back(&stream);
    if (rewrite) group.timing = guess_timing(capture, stream, known_clock(config, stream));
    groups.push_back(std::move(group));
  }
  return groups;
}

struct Range {
  int64_t low = std::numeric_limits<int64_t>::max();
  int64_t high = std::numeric_limits<int64_t>::min();
  void add(int64_t value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

/// Both legs begin and end with the same packet, else each loop would show as loss on one of them.
size_t trim_to_shared_sequences(const Group& group) {
  Range shared{std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  for (const auto* stream : group.streams) {
    Range own;
    for (const auto& packet : stream->packets) own.add(packet.sequence);
    shared.low = std::max(shared.low, own.low);
    shared.high = std::min(shared.high, own.high);
  }
  if (shared.empty()) return 0;
  return group.drop_packets_if(
      [&](const auto& packet) { return packet.sequence < shared.low || packet.sequence > shared.high; });
}

/// A capture usually ends in the middle of a picture.
size_t trim_unfinished_unit(const Group& group) {
  Range ticks;
  group.for_each_packet([&](const auto& packet) { ticks.add(packet.ticks); });
  bool finished = ticks.low == ticks.high;
  group.for_each_packet(
      [&](const auto& packet) { finished = finished || (packet.marker && packet.ticks == ticks.high); });
  if (finished) return 0;
  return group.drop_packets_if([&](const auto& packet) { return packet.ticks == ticks.high; });
}

Range places_of(const Group& group) {
  Range places;
  group.for_each_packet([&](const auto& packet) { places.add(place_of(*group.timing, packet)); });
  return places;
}

/// A pass must hold as many first as second fields.
size_t trim_odd_field(const Group& group) {
  const Range places = places_of(group);
  if (!group.timing->interlaced || places.empty() || (places.high - places.low) % 2 != 0) return 0;
  return group.drop_packets_if([&](const auto& packet) { return place_of(*group.timing, packet) == places.high; });
}

/// How long after its media time `packet` was captured, if capture and sender were on TAI or UTC; nullopt if they were not.
std::optional<Duration> captured_latency(const StreamTiming& timing, const CapturedPacket& packet, Duration limit) {
  constexpr Duration kTaiMinusUtc =
      std::chrono::seconds(37);  // only recognises a habit of captures; no media time hangs on it
  const RtpTimestamp timestamp{static_cast<uint32_t>(static_cast<uint64_t>(packet.ticks))};
  for (const Duration offset : {Duration{0}, kTaiMinusUtc}) {
    const TaiTime arrival = packet.arrival + offset;
    const MediaTicks ticks = unwrap_near(timestamp, MediaTicks{timing.clock.index_at(arrival)});
    const Duration latency = arrival - timing.clock.time_of(ticks.value);
    if (latency >= Duration{0} && latency < limit) return latency;
  }
  return std::nullopt;
}

/// Turns the packets of a group into places on one line.
class LineWriter {
 public:
  LineWriter(const ReplayConfig& config, Capture& capture, ReplayPlan& plan)
      : config_(config), capture_(capture), plan_(plan) {}

  void write(Group& group) {
    if (group.timing) {
      write_retimed(group);
    } else {
      write_plain(group);
    }
  }

 private:
  void write_retimed(Group& group) {
    const StreamTiming& timing = *group.timing;
    plan_.left_out += trim_to_shared_sequences(group);
    if (timing.unit_rate) plan_.left_out += trim_unfinished_unit(group);
    if (timing.unit_rate) plan_.left_out += trim_odd_field(group);
    const Range places = places_of(group);
    if (places.empty()) return;
    Range sequences;
    group.for_each_packet([&](const auto& packet) { sequences.add(packet.sequence); });
    ReplayLine line = line_of(timing);
    line.pass_places = places.high - places.low + (timing.unit_rate ? 1 : timing.typical_step);
    line.pass_sequences = sequences.high - sequences.low + 1;
    line.first_field_parity = (timing.first_field_parity + places.low) & 1;
    add_tracks(group, line, places.low);
  }

  static ReplayLine line_of(const StreamTiming& timing) {
    ReplayLine line;
    line.retimed = true;
    line.clock = timing.clock;
    line.rate = timing.unit_rate.value_or(timing.clock);
    line.interlaced = timing.interlaced;
    return line;
  }

  void add_tracks(Group& group, ReplayLine line, int64_t first_place) {
    TaiTime first_arrival = capture_.last;
    for (const auto* stream : group.streams) {
      if (!stream->packets.empty()) first_arrival = std::min(first_arrival, stream->packets.front().arrival);
    }
    line.start_offset = first_arrival - capture_.first;
    const size_t first_track = plan_.tracks.size();
    for (auto* stream : group.streams) {
      ReplayTrack& track = add_track(*stream, line);
      for (const auto& packet : stream->packets) {
        const int64_t place = place_of(*group.timing, packet) - first_place;
        track.packets.push_back(packet_of(packet, place, packet.arrival - line.rate.time_of(place)));
      }
      finish_track(track, *stream);
    }
    set_lags(group, line, first_track);
    plan_.lines.push_back(line);
  }

  /// Lags so far are against an arbitrary zero: the least becomes what the capture shows, or what the essence needs.
  void set_lags(const Group& group, const ReplayLine& line, size_t first_track) {
    const CapturedPacket* earliest = nullptr;
    Duration least = Duration::max();
    for (size_t t = 0; t < group.streams.size(); ++t) {
      const auto& packets = plan_.tracks[first_track + t].packets;
      for (size_t i = 0; i < packets.size(); ++i) {
        if (packets[i].lag >= least) continue;
        least = packets[i].lag;
        earliest = &plan_.tracks[first_track + t].stream.packets[i];
      }
    }
    if (earliest == nullptr) return;
    const bool samples = !group.timing->unit_rate;
    const Duration needed = samples ? line.clock.time_of(group.timing->typical_step) - TaiTime{} : Duration{0};
    const Duration limit = samples ? needed * 16 : line.rate.period();
    const Duration wanted = std::max(needed, captured_latency(*group.timing, *earliest, limit).value_or(needed));
    for (size_t t = first_track; t < plan_.tracks.size(); ++t) {
      for (auto& packet : plan_.tracks[t].packets) packet.lag = std::min(packet.lag - least + wanted, kMaxLag);
      plan_.tracks[t].stream.packets.clear();
    }
  }

  /// Places are ns of the capture; the whole capture loops as one.
  void write_plain(Group& group) {
    ReplayLine line;
    const Duration length = capture_.last - capture_.first;
    const auto gaps = static_cast<int64_t>(capture_.packets) - 1;
    line.pass_places = length.count() > 0 && gaps > 0 ? (length + length / gaps).count() : kLonelyPeriod.count();
    for (auto* stream : group.streams) {
      ReplayTrack& track = add_track(*stream, line);
      for (const auto& packet : stream->packets) {
        track.packets.push_back(packet_of(packet, (packet.arrival - capture_.first).count(), Duration{0}));
      }
      finish_track(track, *stream);
      track.stream.packets.clear();
    }
    plan_.lines.push_back(line);
  }

  static ReplayPacket packet_of(const CapturedPacket& packet, int64_t place, Duration lag) {
    return {.offset = packet.offset,
            .size = packet.size,
            .wire_size = packet.wire_size,
            .place = place,
            .sequence = packet.sequence,
            .lag = lag};
  }

  ReplayTrack& add_track(const CapturedStream& stream, const ReplayLine& line) {
    ReplayTrack track;
    track.line = plan_.lines.size();
    ReplayStreamInfo& info = track.info;
    info.source = stream.source;
    info.destination = stream.destination;
    if (stream.flow) {
      info.destination = config_.flows[*stream.flow].destination.value_or(stream.destination);
      info.leg = config_.flows[*stream.flow].leg;
    }
    info.retimed = line.retimed;
    info.clock = line.clock;
    if (line.retimed && line.rate != line.clock) info.unit_rate = line.rate;
    info.interlaced = line.interlaced;
    info.pass = line.rate.time_of(line.pass_places) - TaiTime{};
    plan_.tracks.push_back(std::move(track));
    return plan_.tracks.back();
  }

  static void finish_track(ReplayTrack& track, const CapturedStream& stream) {
    track.stream = stream;
    track.info.packets = track.packets.size();
  }

  const ReplayConfig& config_;
  Capture& capture_;
  ReplayPlan& plan_;
};

}  // namespace

void ReplayLine::start(TaiTime now) {
  origin = rate.index_at(now + start_offset);
  if (rate.time_of(origin) < now + start_offset) ++origin;
  if (interlaced && (origin & 1) != first_field_parity) ++origin;
}

ReplayPlan plan_replay(const ReplayConfig& config, Capture capture) {
  ReplayPlan plan;
  plan.left_out = capture.left_out;
  plan.padded = capture.padded;
  auto groups = group_streams(config, capture);
  LineWriter writer(config, capture, plan);
  for (auto& group : groups) writer.write(group);
  std::erase_if(plan.tracks, [](const auto& track) { return track.packets.empty(); });
  plan.memory = std::move(capture.memory);
  return plan;
}

}  // namespace cw::packet_io
