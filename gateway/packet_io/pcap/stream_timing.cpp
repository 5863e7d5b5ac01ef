#include "gateway/packet_io/pcap/stream_timing.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

namespace cw::packet_io {
namespace {

constexpr std::array<int64_t, 6> kClocks{44'100, 48'000, 88'200, 90'000, 96'000, 192'000};

struct UnitRate {
  int64_t num;
  int64_t den;
};
constexpr std::array<UnitRate, 12> kUnitRates{{{24'000, 1001},
                                               {24, 1},
                                               {25, 1},
                                               {30'000, 1001},
                                               {30, 1},
                                               {48, 1},
                                               {50, 1},
                                               {60'000, 1001},
                                               {60, 1},
                                               {100, 1},
                                               {120'000, 1001},
                                               {120, 1}}};

/// Shorter captures tell nothing about a clock.
constexpr Duration kMinSpan = std::chrono::milliseconds(5);

struct Span {
  int64_t ticks = 0;
  Duration time{};
};

Span span_of(const CapturedStream& stream) {
  const auto& first = stream.packets.front();
  const auto& last = stream.packets.back();
  return {last.ticks - first.ticks, last.arrival - first.arrival};
}

/// The most frequent step of the time stamps, rising ones only; 0 when there is none.
int64_t most_frequent_step(const CapturedStream& stream) {
  constexpr size_t kEnough = 256;
  std::map<int64_t, size_t> counts;
  for (size_t i = 1; i < stream.packets.size(); ++i) {
    const int64_t step = stream.packets[i].ticks - stream.packets[i - 1].ticks;
    if (step > 0 && (counts.size() < kEnough || counts.contains(step))) ++counts[step];
  }
  const auto best = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  return best == counts.end() ? 0 : best->first;
}

/// Mean of the steps near `step`, in 1/1024 tick: tells 1501.5 from 1501 and 1502.
int64_t mean_step_1024(const CapturedStream& stream, int64_t step) {
  constexpr int64_t kNear = 2;
  int64_t sum = 0;
  int64_t count = 0;
  for (size_t i = 1; i < stream.packets.size(); ++i) {
    const int64_t is = stream.packets[i].ticks - stream.packets[i - 1].ticks;
    if (is <= 0 || std::abs(is - step) > kNear) continue;
    sum += is;
    ++count;
  }
  return count == 0 ? step * 1024 : sum * 1024 / count;
}

std::optional<Rate> unit_rate_of(const CapturedStream& stream, int64_t step) {
  const int64_t mean = mean_step_1024(stream, step);
  const auto distance = [&](UnitRate rate) { return std::abs(mean - 90'000 * rate.den * 1024 / rate.num); };
  const auto best =
      *std::ranges::min_element(kUnitRates, [&](UnitRate a, UnitRate b) { return distance(a) < distance(b); });
  constexpr int64_t kOneTick = 1024;
  if (distance(best) > kOneTick) return std::nullopt;
  return Rate::create(best.num, best.den);
}

Rate clock_of(const CapturedStream& stream, int64_t step) {
  constexpr int64_t kShortestPicture = 700;  // audio packets last 200 ticks at most
  const Span span = span_of(stream);
  if (step >= kShortestPicture && unit_rate_of(stream, step)) return kVideoClock;
  if (span.time < kMinSpan) return step < kShortestPicture ? Rate::hz(48'000) : kVideoClock;
  const Int128 measured = Int128{span.ticks} * kNsPerSecond / span.time.count();
  const auto distance = [&](int64_t clock) { return measured > clock ? measured - clock : clock - measured; };
  return Rate::hz(*std::ranges::min_element(kClocks, [&](int64_t a, int64_t b) { return distance(a) < distance(b); }));
}

/// False when time stamps and arrival times go apart by more than a second and a tenth: a restart, or no media clock at all.
bool plausible(const CapturedStream& stream, Rate clock) {
  const CapturedPacket& first = stream.packets.front();
  const Duration allowed = std::chrono::seconds(1) + span_of(stream).time / 10;
  constexpr int64_t kMaxTicks = int64_t{1} << 40;
  return std::ranges::all_of(stream.packets, [&](const CapturedPacket& packet) {
    const int64_t ticks = packet.ticks - first.ticks;
    if (std::abs(ticks) > kMaxTicks) return false;
    const Duration off = (clock.time_of(ticks) - TaiTime{}) - (packet.arrival - first.arrival);
    return off <= allowed && off >= -allowed;
  });
}

enum class Field : uint8_t { kNone, kFirst, kSecond };

/// RFC 8331 §2.1: the length field must agree with the datagram.
std::optional<Field> anc_field(Bytes payload, size_t wire_size) {
  constexpr size_t kHeaderBytes = 8;
  if (payload.size() < kHeaderBytes || load_be16(&payload[2]) + kHeaderBytes != wire_size) return std::nullopt;
  constexpr uint8_t kFirst = 2;
  constexpr uint8_t kSecond = 3;
  const uint8_t bits = payload[5] >> 6;
  if (bits == kFirst) return Field::kFirst;
  return bits == kSecond ? Field::kSecond : Field::kNone;
}

/// RFC 4175 §4: the lengths of the sample row data must add up to the datagram.
std::optional<Field> video_field(Bytes payload, size_t wire_size) {
  constexpr size_t kMaxRows = 3;
  constexpr size_t kRowHeaderBytes = 6;
  size_t total = 2;
  bool second = false;
  for (size_t row = 0; row < kMaxRows; ++row) {
    const size_t at = 2 + row * kRowHeaderBytes;
    if (payload.size() < at + kRowHeaderBytes) return std::nullopt;
    total += kRowHeaderBytes + load_be16(&payload[at]);
    second = second || (payload[at + 2] & 0x80) != 0;
    if ((payload[at + 4] & 0x80) == 0) break;
  }
  if (total != wire_size) return std::nullopt;
  return second ? Field::kSecond : Field::kNone;
}

Field field_of(const Capture& capture, const CapturedPacket& packet) {
  const Bytes datagram = capture.octets(packet);
  const auto header = read_rtp_header(datagram);
  const Bytes payload = datagram.subspan(std::min(header->octets, datagram.size()));
  const size_t wire_size = packet.wire_size - header->octets;
  if (const auto field = anc_field(payload, wire_size)) return *field;
  return video_field(payload, wire_size).value_or(Field::kNone);
}

void find_fields(const Capture& capture, const CapturedStream& stream, StreamTiming& timing) {
  for (const auto& packet : stream.packets) {
    if (field_of(capture, packet) != Field::kSecond) continue;
    timing.interlaced = true;
    timing.first_field_parity = (place_of(timing, packet) + 1) & 1;
    return;
  }
}

}  // namespace

std::optional<StreamTiming> guess_timing(const Capture& capture, const CapturedStream& stream,
                                         std::optional<Rate> known_clock) {
  if (!stream.rtp || stream.packets.size() < 2) return std::nullopt;
  StreamTiming timing;
  timing.reference_ticks = stream.packets.front().ticks;
  timing.typical_step = most_frequent_step(stream);
  timing.clock = known_clock ? *known_clock : clock_of(stream, timing.typical_step);
  if (timing.typical_step == 0 || !plausible(stream, timing.clock)) return std::nullopt;
  if (timing.clock == kVideoClock) timing.unit_rate = unit_rate_of(stream, timing.typical_step);
  if (timing.unit_rate) find_fields(capture, stream, timing);
  return timing;
}

}  // namespace cw::packet_io
