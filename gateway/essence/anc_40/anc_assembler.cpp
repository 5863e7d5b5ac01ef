#include "gateway/essence/anc_40/anc_assembler.h"

#include <algorithm>
#include <utility>

namespace cw::essence {
namespace {

using rtp::MediaTimeMapper;

/// When nothing at all comes any more, the last unit waits for so many unit periods beyond the hold time.
constexpr int kIdlePeriods = 2;

FrameRate unit_rate_of(const AncAssemblerConfig& config) {
  return config.interlaced ? *FrameRate::create(2 * config.rate.num(), config.rate.den()) : config.rate;
}

}  // namespace

Expected<std::unique_ptr<AncAssembler>> AncAssembler::create(const AncAssemblerConfig& config,
                                                             bus::Output<bus::AncLease>& output) {
  if (config.rate.num() > 1'000 * config.rate.den() || config.rate.num() < config.rate.den()) {
    return input_error("the frame rate of an ancillary data receiver must be from 1 to 1,000 frames a second");
  }
  return std::unique_ptr<AncAssembler>(new AncAssembler(config, output));  // lint: start-up
}

AncAssembler::AncAssembler(const AncAssemblerConfig& config, bus::Output<bus::AncLease>& output)
    : config_(config),
      output_(output),
      pool_(config.pool_frames + kOpenUnits),
      indexer_(config.rate, kVideoClock),
      unit_rate_(unit_rate_of(config)) {}

void AncAssembler::on_packet(const rtp::RtpView& packet, const MediaTimeMapper::MediaTime& time,
                             const PacketArrival& arrival) {
  statistics_.packets.add();
  const auto header = read_anc_payload_header(packet.payload());
  if (!header) {
    statistics_.short_payloads.add();
    return;
  }
  if (time.jump) restart();
  Unit* unit = unit_for(time, header->field, arrival);
  if (unit == nullptr) {
    statistics_.late_packets.add();
    return;
  }
  const Bytes rest = packet.payload().subspan(kAncPayloadHeaderBytes);
  judge_header(*header, rest);
  read_packets(*header, rest.first(std::min<size_t>(header->length, rest.size())), arrival.sequence.value, *unit);
  note_packet(*unit, packet.marker(), arrival);
  publish_ready(arrival.arrival);
}

void AncAssembler::poll(TaiTime now) { publish_ready(now); }

void AncAssembler::restart() {
  while (unit_count_ > 0) publish_first();
  next_sequence_.reset();
  last_ticks_.reset();
}

AncAssembler::Unit* AncAssembler::unit_for(const MediaTimeMapper::MediaTime& time, bus::AncField field,
                                           const PacketArrival& arrival) {
  for (size_t i = 0; i < unit_count_; ++i) {
    if (units_[i].time.ticks == time.ticks && units_[i].field == field) return &units_[i];
  }
  if (is_late(time.ticks.value, arrival.sequence.value)) return nullptr;
  return &open_unit(time, field, arrival);
}

// Equal time stamps with later numbers are a unit of their own: the second field of some senders, or packets behind a marker that
// came too early.
bool AncAssembler::is_late(int64_t ticks, int64_t sequence) const {
  if (!last_ticks_ || ticks > *last_ticks_) return false;
  return ticks < *last_ticks_ || sequence < *next_sequence_;
}

AncAssembler::Unit& AncAssembler::open_unit(const MediaTimeMapper::MediaTime& time, bus::AncField field,
                                            const PacketArrival& arrival) {
  if (unit_count_ == kOpenUnits) publish_first();
  size_t at = unit_count_;
  const auto comes_before = [&](const Unit& unit) {
    return std::pair(time.ticks.value, arrival.sequence.value) < std::pair(unit.time.ticks.value, unit.lowest);
  };
  for (; at > 0 && comes_before(units_[at - 1]); --at) units_[at] = std::move(units_[at - 1]);
  ++unit_count_;
  Unit& unit = units_[at];
  unit.frame = pool_.try_lease();
  if (unit.frame) unit.frame->count = 0;
  unit.time = time;
  unit.field = field;
  unit.lowest = arrival.sequence.value;
  unit.highest = arrival.sequence.value;
  unit.rtp_packets = 0;
  unit.marked = false;
  unit.passed_at = at + 1 < unit_count_ ? std::optional(arrival.arrival) : std::nullopt;
  for (size_t i = 0; i < at; ++i) {
    if (!units_[i].passed_at) units_[i].passed_at = arrival.arrival;
  }
  return unit;
}

void AncAssembler::judge_header(const AncPayloadHeader& header, Bytes data) {
  if (header.anc_count == 0) statistics_.keep_alives.add();
  if (header.length != data.size()) statistics_.length_faults.add();
  if (!header.reserved_is_zero) statistics_.reserved_faults.add();
  const bool is_field = header.field == bus::AncField::kFirst || header.field == bus::AncField::kSecond;
  if (header.field == bus::AncField::kInvalid || is_field != config_.interlaced) statistics_.field_faults.add();
}

void AncAssembler::read_packets(const AncPayloadHeader& header, Bytes data, int64_t sequence, Unit& unit) {
  for (unsigned i = 0; i < header.anc_count; ++i) {
    const size_t used = read_anc_packet(data, packet_);
    if (used == 0) {
      statistics_.missing_anc_packets.add(header.anc_count - i);
      return;
    }
    data = data.subspan(used);
    judge(packet_);
    insert(unit, sequence);
  }
  if (!data.empty()) statistics_.leftover_octets.add(data.size());
}

void AncAssembler::judge(const bus::AncPacket& packet) {
  statistics_.anc_packets.add();
  if (packet.faults == bus::kAncFaultNone) return;
  constexpr uint16_t kParity =
      bus::kAncFaultDidParity | bus::kAncFaultSdidParity | bus::kAncFaultDcParity | bus::kAncFaultUdwParity;
  const auto count = [&](uint16_t faults, Counter& counter) {
    if ((packet.faults & faults) != 0) counter.add();
  };
  statistics_.bad_anc_packets.add();
  count(kParity, statistics_.parity_faults);
  count(bus::kAncFaultChecksum, statistics_.checksum_faults);
  count(bus::kAncFaultChecksumB9Only, statistics_.checksum_b9_faults);
  count(bus::kAncFaultWordAlign, statistics_.word_align_faults);
  count(bus::kAncFaultTruncated, statistics_.truncated_anc_packets);
}

// ANC packets stand in the order of their RTP packets, however those came.
void AncAssembler::insert(Unit& unit, int64_t sequence) {
  if (!unit.frame) return;
  bus::AncFrame& frame = *unit.frame;
  size_t at = frame.count;
  if (frame.append() == nullptr) {
    statistics_.overflowing_anc_packets.add();
    return;
  }
  for (; at > 0 && unit.order[at - 1] > sequence; --at) {
    frame.packets[at] = frame.packets[at - 1];
    unit.order[at] = unit.order[at - 1];
  }
  frame.packets[at] = packet_;
  unit.order[at] = sequence;
}

void AncAssembler::note_packet(Unit& unit, bool marker, const PacketArrival& arrival) {
  const int64_t sequence = arrival.sequence.value;
  unit.lowest = std::min(unit.lowest, sequence);
  if (sequence >= unit.highest) {
    unit.highest = sequence;
    unit.marked = marker;
  }
  ++unit.rtp_packets;
  unit.last_arrival = arrival.arrival;
  if (unit.marked && !unit.passed_at) unit.passed_at = arrival.arrival;
}

// Nothing between the unit before and the end of this one is missing; the end is the marker, or the start of the next unit.
bool AncAssembler::is_whole(size_t index) const {
  const Unit& unit = units_[index];
  if (!next_sequence_ || unit.lowest != *next_sequence_) return false;
  if (unit.rtp_packets != unit.highest - unit.lowest + 1) return false;
  return unit.marked || (index + 1 < unit_count_ && units_[index + 1].lowest == unit.highest + 1);
}

bool AncAssembler::is_expired(const Unit& unit, TaiTime now) const {
  if (unit.passed_at && now - *unit.passed_at >= config_.hold) return true;
  return now - unit.last_arrival >= config_.hold + kIdlePeriods * unit_rate_.period();
}

void AncAssembler::publish_ready(TaiTime now) {
  while (unit_count_ > 0 && (is_whole(0) || is_expired(units_[0], now))) publish_first();
}

void AncAssembler::publish_first() {
  Unit& unit = units_[0];
  const bool whole = is_whole(0);
  const bool second = unit.field == bus::AncField::kSecond;
  statistics_.units.add();
  if (!whole) statistics_.units_incomplete.add();
  if (!unit.marked) statistics_.unmarked_units.add();
  if (unit.frame) {
    bus::AncFrame& frame = *unit.frame;
    frame.rate = config_.rate;
    frame.index = indexer_.index_of(unit.time, second);
    frame.tai = unit.time.tai;
    if (unit.time.locked) {
      frame.tai = config_.interlaced ? unit_rate_.time_of(2 * frame.index + (second ? 1 : 0))
                                     : config_.rate.time_of(frame.index);
    }
    frame.field = unit.field;
    frame.locked = unit.time.locked;
    frame.complete = whole;
    output_.publish(std::move(unit.frame));
  } else {
    statistics_.no_memory.add();
  }
  next_sequence_ = unit.highest + 1;
  last_ticks_ = unit.time.ticks.value;
  --unit_count_;
  for (size_t i = 0; i < unit_count_; ++i) units_[i] = std::move(units_[i + 1]);
  units_[unit_count_].frame.reset();
}

}  // namespace cw::essence
