#include "gateway/rtp/leg_merger.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace cw::rtp {
namespace {

constexpr size_t kMinWindow = 128;
constexpr size_t kMaxWindow = 65'536;
constexpr size_t kWindowAtUnknownRate = 4'096;
constexpr int64_t kNumberSpace = 65'536;
/// Gaps up to here are loss; beyond, 16 bits cannot tell loss from a new numbering.
constexpr int64_t kMaxGap = 16'384;
/// Gaps up to here are believed whatever the time since the last packet.
constexpr int64_t kSmallGap = 64;
constexpr int64_t kMaxLegReorder = 1'024;
/// Consecutive packets that make a new numbering, and how many of them may be lost in between.
constexpr uint32_t kForeignRunToRestart = 2;
constexpr uint16_t kForeignRunGap = 8;
/// A sender that restarts on numbers it used a moment ago is known by this many repeats in a row.
constexpr uint32_t kRepeatRunToRestart = 16;
constexpr Duration kAlive = std::chrono::milliseconds{200};
constexpr int64_t kSkewSampling = 16;
/// Up to this rate every packet's copies are compared, above it one in 16: the copy's payload is touched for nothing else.
constexpr uint32_t kMaxRateToCompareAll = 20'000;
constexpr int64_t kComparisonSampling = 16;

size_t window_for(const LegMergerConfig& config) {
  if (config.packets_per_second == 0) return kWindowAtUnknownRate;
  const auto numbers = Int128{config.packets_per_second} * config.window.count() / kNsPerSecond;
  return std::bit_ceil(static_cast<size_t>(std::clamp<Int128>(numbers, Int128{kMinWindow}, Int128{kMaxWindow})));
}

uint64_t load64(const uint8_t* p) {
  uint64_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Head and tail are enough to tell misaligned legs and repacked payloads, without touching a second copy's whole payload.
uint32_t fingerprint_of(const RtpView& packet) {
  constexpr uint64_t kMix = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio: spreads every input bit upwards
  const Bytes payload = packet.payload();
  uint64_t hash =
      ((uint64_t{packet.timestamp().value} << 32) | (payload.size() << 1) | (packet.marker() ? 1U : 0U)) * kMix;
  if (payload.size() >= 2 * sizeof(uint64_t)) {
    hash = (std::rotl(hash, 29) ^ load64(payload.data())) * kMix;
    hash = (std::rotl(hash, 29) ^ load64(payload.data() + sizeof(uint64_t))) * kMix;
    hash = (std::rotl(hash, 29) ^ load64(payload.data() + payload.size() - 2 * sizeof(uint64_t))) * kMix;
    hash = (std::rotl(hash, 29) ^ load64(payload.data() + payload.size() - sizeof(uint64_t))) * kMix;
  } else {
    for (const uint8_t octet : payload) hash = (std::rotl(hash, 29) ^ octet) * kMix;
  }
  return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

LegMerger::LegMerger(const LegMergerConfig& config)
    : config_(config),
      word_count_(window_for(config) / kBitsPerWord),
      leg_reorder_(std::min(kMaxLegReorder, static_cast<int64_t>(window_for(config) / 2))) {
  for (LegState& leg : legs_) {
    leg.seen.resize(word_count_);
    leg.sample_ns.resize(window_packets() / kSkewSampling);
  }
  if (config_.leg_count < 2) return;
  compare_every_ = config_.packets_per_second <= kMaxRateToCompareAll ? 1 : kComparisonSampling;
  fingerprints_.resize(window_packets() / static_cast<size_t>(compare_every_));
}

MergeVerdict LegMerger::on_packet(Leg leg, SequenceNumber sequence, TaiTime arrival, ExtendedSequenceNumber* extended) {
  LegState& state = legs_[index_of(leg)];
  LegStatistics& counted = statistics_.legs[index_of(leg)];
  counted.packets.add();
  if (!started_) return begin_numbering(state, sequence, arrival, &extended->value);
  if (!place(state, sequence, arrival, &extended->value)) return on_foreign(leg, sequence, arrival, &extended->value);

  state.last_arrival = arrival;
  state.foreign_run = 0;
  const int64_t number = extended->value;
  if (!state.synced || number > state.highest) {
    state.highest = number;
    state.synced = true;
  } else if (number < state.highest) {
    counted.reordered.add();
  }
  if (number > highest_) {
    if (word_of(number) != word_of(highest_)) open_words(number);
    highest_ = number;
  }
  return mark(leg, arrival, &extended->value);
}

MergeVerdict LegMerger::on_packet(Leg leg, const RtpView& packet, TaiTime arrival, ExtendedSequenceNumber* extended) {
  const MergeVerdict verdict = on_packet(leg, packet.sequence(), arrival, extended);
  if (!fingerprints_.empty() && verdict != MergeVerdict::kLate && (extended->value & (compare_every_ - 1)) == 0) {
    compare(packet, extended->value, verdict == MergeVerdict::kDuplicate);
  }
  return verdict;
}

void LegMerger::compare(const RtpView& packet, int64_t number, bool is_copy) {
  uint32_t& kept = fingerprints_[static_cast<size_t>(number / compare_every_) & (fingerprints_.size() - 1)];
  const uint32_t fingerprint = fingerprint_of(packet);
  if (!is_copy) {
    kept = fingerprint;
  } else if (kept != fingerprint) {
    statistics_.differing.add();
  }
}

void LegMerger::reset() {
  if (started_) {
    const int64_t last_word = word_of(highest_);
    for (int64_t word = last_word - static_cast<int64_t>(word_count_) + 1; word <= last_word; ++word) count_word(word);
  }
  started_ = false;
  for (LegState& leg : legs_) {
    std::ranges::fill(leg.seen, 0);
    leg.synced = false;
    leg.foreign_run = 0;
    leg.repeat_run = 0;
  }
}

bool LegMerger::is_alive(const LegState& state, TaiTime now) {
  return state.synced && now - state.last_arrival < kAlive;
}

MergeVerdict LegMerger::begin_numbering(LegState& state, SequenceNumber sequence, TaiTime arrival, int64_t* number) {
  // Above everything before, with the same low 16 bits.
  const int64_t base = ever_started_ ? ((highest_ / kNumberSpace) + 2) * kNumberSpace : kNumberSpace;
  *number = base + sequence.value;
  highest_ = *number;
  begin_ = *number;
  state.highest = *number;
  state.synced = true;
  state.last_arrival = arrival;
  state.seen[slot_of(word_of(*number))] |= uint64_t{1} << (static_cast<size_t>(*number) % kBitsPerWord);
  started_ = true;
  if (!ever_started_) {
    ever_started_ = true;
    return MergeVerdict::kFirst;
  }
  statistics_.restarts.add();
  return MergeVerdict::kRestart;
}

inline bool LegMerger::place(const LegState& state, SequenceNumber sequence, TaiTime arrival, int64_t* number) const {
  const Duration silence = arrival - state.last_arrival;
  if (state.synced && silence < kAlive) {
    const auto step =
        static_cast<int16_t>(sequence.value - static_cast<uint16_t>(static_cast<uint64_t>(state.highest)));
    *number = state.highest + step;
    if (step <= 0 ? step > -leg_reorder_ : is_plausible_advance(step, silence)) return true;
  }
  return place_by_stream(state, sequence, arrival, number);
}

// A leg that is new, was away, or left its own path can still belong to the stream that the other leg carries.
bool LegMerger::place_by_stream(const LegState& state, SequenceNumber sequence, TaiTime arrival,
                                int64_t* number) const {
  const int64_t behind = static_cast<uint16_t>(static_cast<uint64_t>(highest_) - sequence.value);
  const int64_t ahead = kNumberSpace - behind;
  if (is_alive(other(state), arrival)) {
    const auto window = static_cast<int64_t>(window_packets());
    const bool is_behind = behind < std::min(window, kNumberSpace - kMaxGap);
    *number = is_behind ? highest_ - behind : highest_ + ahead;
    return is_behind || ahead <= std::min(window, kMaxGap);
  }
  *number = highest_ + ahead;
  const TaiTime last = std::max(legs_[0].last_arrival, legs_[1].last_arrival);
  return behind != 0 && is_plausible_advance(ahead, arrival - last);
}

inline bool LegMerger::is_plausible_advance(int64_t step, Duration silence) const {
  if (step <= kSmallGap) return true;
  if (step > kMaxGap) return false;
  if (config_.packets_per_second == 0) return true;
  // Twice the nominal rate: bursts and a rate that is only nearly known.
  return Int128{step - kSmallGap} * kNsPerSecond <= Int128{config_.packets_per_second} * 2 * silence.count();
}

// A leg alone does not decide on a new numbering while the other one carries on in the old.
bool LegMerger::other_leg_objects(const LegState& state, TaiTime arrival) const {
  const LegState& peer = other(state);
  return is_alive(peer, arrival) && peer.foreign_run < kForeignRunToRestart && peer.repeat_run < kRepeatRunToRestart;
}

MergeVerdict LegMerger::on_foreign(Leg leg, SequenceNumber sequence, TaiTime arrival, int64_t* number) {
  LegState& state = legs_[index_of(leg)];
  statistics_.legs[index_of(leg)].foreign.add();
  const auto step = static_cast<uint16_t>(sequence.value - state.foreign_next);
  state.foreign_run = state.foreign_run > 0 && step < kForeignRunGap ? state.foreign_run + 1 : 1;
  state.foreign_next = static_cast<uint16_t>(sequence.value + 1);
  if (state.foreign_run < kForeignRunToRestart || other_leg_objects(state, arrival)) return MergeVerdict::kLate;
  reset();
  return begin_numbering(state, sequence, arrival, number);
}

MergeVerdict LegMerger::on_repeat(Leg leg, TaiTime arrival, int64_t* number) {
  LegState& state = legs_[index_of(leg)];
  statistics_.legs[index_of(leg)].duplicates.add();
  state.repeat_run = state.repeat_run > 0 && *number == state.repeat_next ? state.repeat_run + 1 : 1;
  state.repeat_next = *number + 1;
  if (state.repeat_run < kRepeatRunToRestart || other_leg_objects(state, arrival)) return MergeVerdict::kDuplicate;
  const SequenceNumber sequence{static_cast<uint16_t>(static_cast<uint64_t>(*number))};
  reset();
  return begin_numbering(state, sequence, arrival, number);
}

inline MergeVerdict LegMerger::mark(Leg leg, TaiTime arrival, int64_t* number) {
  LegState& state = legs_[index_of(leg)];
  const int64_t word = word_of(*number);
  const int64_t last_word = word_of(highest_);
  if (last_word - word >= static_cast<int64_t>(word_count_)) {
    statistics_.legs[index_of(leg)].late.add();
    return MergeVerdict::kLate;
  }
  begin_ = std::min(begin_, *number);
  const uint64_t bit = uint64_t{1} << (static_cast<size_t>(*number) % kBitsPerWord);
  const size_t slot = slot_of(word);
  if ((state.seen[slot] & bit) != 0) return on_repeat(leg, arrival, number);
  state.seen[slot] |= bit;
  state.repeat_run = 0;
  const bool seen_by_other = (other(state).seen[slot] & bit) != 0;
  if (*number % kSkewSampling == 0 && config_.leg_count > 1) sample_skew(leg, arrival, *number);
  return seen_by_other ? MergeVerdict::kDuplicate : MergeVerdict::kFirst;
}

void LegMerger::open_words(int64_t number) {
  const int64_t old_word = word_of(highest_);
  const int64_t new_word = word_of(number);
  for (int64_t word = old_word + 1; word <= new_word; ++word) {
    count_word(word - static_cast<int64_t>(word_count_));
    for (LegState& leg : legs_) leg.seen[slot_of(word)] = 0;
    highest_ = word * static_cast<int64_t>(kBitsPerWord) + static_cast<int64_t>(kBitsPerWord) -
               1;  // for count_word on big gaps
  }
  highest_ = number;
}

// The final account of 64 numbers, at the moment when the window has passed them.
void LegMerger::count_word(int64_t word) {
  const int64_t first = word * static_cast<int64_t>(kBitsPerWord);
  const int64_t last = first + static_cast<int64_t>(kBitsPerWord) - 1;
  if (last < begin_ || first > highest_) return;
  uint64_t expected = ~uint64_t{0};
  if (begin_ > first) expected &= ~uint64_t{0} << (begin_ - first);
  if (highest_ < last) expected &= ~uint64_t{0} >> (last - highest_);
  const uint64_t red = legs_[0].seen[slot_of(word)];
  const uint64_t blue = legs_[1].seen[slot_of(word)];
  const auto add = [](Counter& counter, uint64_t bits) {
    if (bits != 0) counter.add(static_cast<uint64_t>(std::popcount(bits)));
  };
  add(statistics_.legs[0].lost, expected & ~red);
  add(statistics_.missing, expected & ~red & ~blue);
  if (config_.leg_count > 1) {
    add(statistics_.legs[1].lost, expected & ~blue);
    add(statistics_.recovered, expected & (red ^ blue));
  }
}

void LegMerger::sample_skew(Leg leg, TaiTime arrival, int64_t number) {
  const size_t other_index = 1 - index_of(leg);
  const size_t slot = static_cast<size_t>(number / kSkewSampling) & (window_packets() / kSkewSampling - 1);
  legs_[index_of(leg)].sample_ns[slot] = arrival.ns();
  const uint64_t bit = uint64_t{1} << (static_cast<size_t>(number) % kBitsPerWord);
  if ((legs_[other_index].seen[slot_of(word_of(number))] & bit) == 0) return;
  const int64_t skew_ns = arrival.ns() - legs_[other_index].sample_ns[slot];
  statistics_.legs[index_of(leg)].skew_ns.set(skew_ns);
  statistics_.legs[other_index].skew_ns.set(-skew_ns);
}

}  // namespace cw::rtp
