#include "gateway/essence/audio_30/audio_assembler.h"

#include <algorithm>
#include <bit>
#include <string>

#include "gateway/essence/audio_30/pcm_codec.h"

namespace cw::essence {
namespace {

/// Blocks beyond the hold time that the ring takes: a packet in flight, a burst after a short stall of the worker.
constexpr int64_t kSpareBlocks = 16;
/// When nothing at all comes any more, the last block waits this long beyond the hold time.
constexpr Duration kIdle = std::chrono::milliseconds{20};
/// Longer packets are refused; the ring takes any packet that is not.
constexpr uint32_t kMaxPacketSamples = 1'440;

size_t slots_for(const AudioAssemblerConfig& config) {
  const auto held =
      Int128{config.hold.count()} * config.format.rate.num() / (Int128{config.block_samples} * kNsPerSecond);
  const int64_t packet = kMaxPacketSamples / config.block_samples + 1;
  return std::bit_ceil(static_cast<size_t>(std::clamp<Int128>(held, 0, 100'000) + packet + kSpareBlocks));
}

Expected<void> check(const AudioAssemblerConfig& config) {
  const bus::AudioFormat& format = config.format;
  if (format.depth != 16 && format.depth != 24) return input_error("audio depth must be 16 or 24 bits (ST 2110-30)");
  if (format.channels == 0 || format.channels > bus::kMaxAudioChannels) {
    return input_error("audio must have 1 to 64 channels (ST 2110-30)");
  }
  if (format.rate.den() != 1 || format.rate.num() < 8'000 || format.rate.num() > 96'000) {
    return input_error("audio sample rate must be 44,100, 48,000 or 96,000 Hz (ST 2110-30)");
  }
  if (config.block_samples == 0 || config.block_samples > bus::kMaxBlockSamples) {
    return input_error("audio blocks must have 1 to 96 samples");
  }
  if (config.packet_time.count() <= 0)
    return input_error("audio packet time must be positive; usual are 1 ms and 125 us");
  return {};
}

}  // namespace

Expected<std::unique_ptr<AudioAssembler>> AudioAssembler::create(const AudioAssemblerConfig& config,
                                                                 bus::Output<bus::AudioLease>& output) {
  if (auto good = check(config); !good) return std::unexpected(good.error());
  return std::unique_ptr<AudioAssembler>(new AudioAssembler(config, output, slots_for(config)));  // lint: start-up
}

AudioAssembler::AudioAssembler(const AudioAssemblerConfig& config, bus::Output<bus::AudioLease>& output,
                               size_t slot_count)
    : config_(config),
      output_(output),
      pool_(config.pool_blocks + slot_count),
      slots_(slot_count),
      scale_(config.format.rate),
      frame_bytes_(config.format.channels * config.format.depth / 8U),
      full_((SampleSet{1} << config.block_samples) - 1),
      packet_samples_(
          static_cast<uint32_t>(config.format.rate.nearest_index(TaiTime::from_ns(config.packet_time.count())))) {
  pool_.for_each([&](bus::AudioBlock& block) { block.prepare(config_.format, config_.block_samples); });
}

void AudioAssembler::on_packet(const rtp::RtpView& packet, const rtp::MediaTimeMapper::MediaTime& time,
                               const PacketArrival& arrival) {
  statistics_.packets.add();
  const uint32_t samples = accepted_samples(packet, arrival);
  if (samples == 0) {
    statistics_.format_mismatches.add();
    return;
  }
  if (running_ && (time.jump || time.locked != locked_)) restart();
  if (!running_) begin(time.ticks.value, time.locked, arrival.arrival);
  last_arrival_ = arrival.arrival;
  Run run{.first = time.ticks.value, .samples = samples, .wire = packet.payload().data(), .tai = time.tai};
  if (!make_room(run, time.locked, arrival.arrival)) {
    statistics_.late_packets.add();
    return;
  }
  write(run);
  note_end(run.first + run.samples, arrival.arrival);
  publish_ready(arrival.arrival);
}

void AudioAssembler::poll(TaiTime now) {
  if (running_) publish_ready(now);
}

void AudioAssembler::restart() {
  if (!running_) return;
  while (first_sample_of(head_) < end_) publish_head();
  running_ = false;
  discontinuity_ = true;
}

// The payload size alone does not tell channels from packet time. A packet time other than the configured one is believed when the
// time stamp continues the packet before by exactly the samples that it had.
uint32_t AudioAssembler::accepted_samples(const rtp::RtpView& packet, const PacketArrival& arrival) {
  const size_t bytes = packet.payload().size();
  const auto samples = static_cast<uint32_t>(bytes / frame_bytes_);
  if (bytes % frame_bytes_ != 0 || samples == 0 || samples > kMaxPacketSamples) return 0;
  const bool follows = arrival.sequence.value == last_sequence_.value + 1 && packet.timestamp() == next_timestamp_;
  last_sequence_ = arrival.sequence;
  next_timestamp_ = RtpTimestamp{packet.timestamp().value + samples};
  if (samples == packet_samples_) return samples;
  if (!follows) return 0;
  packet_samples_ = samples;
  statistics_.packet_samples.set(samples);
  return samples;
}

void AudioAssembler::begin(int64_t first, bool locked, TaiTime arrival) {
  running_ = true;
  publishing_ = false;
  locked_ = locked;
  head_ = static_cast<int64_t>(floor_div(first, config_.block_samples));
  end_ = first;
  began_at_ = arrival;
  statistics_.packet_samples.set(packet_samples_);
}

// Cuts off what is too late and publishes what is in the way. False when nothing is left to write.
bool AudioAssembler::make_room(Run& run, bool locked, TaiTime arrival) {
  const int64_t head_sample = first_sample_of(head_);
  if (run.first < head_sample && !take_earlier(run.first, arrival)) {
    const int64_t late = head_sample - run.first;
    if (late >= run.samples) return false;
    run.wire += static_cast<size_t>(late) * frame_bytes_;
    run.tai += duration_of(late);
    run.first += late;
    run.samples -= static_cast<uint32_t>(late);
  }
  const auto reach = static_cast<int64_t>(slots_.size());
  const int64_t last_block = block_of(run.first + run.samples - 1);
  if (last_block < head_ + reach) return true;
  if (run.first - end_ > first_sample_of(reach)) {  // a gap longer than the ring: no use in filling it with silence
    restart();
    begin(run.first, locked, arrival);
    return true;
  }
  while (last_block >= head_ + reach) publish_head();
  return true;
}

// Before the first block is published, the later leg may still bring what comes before it.
bool AudioAssembler::take_earlier(int64_t first, TaiTime arrival) {
  const int64_t block = block_of(first);
  if (publishing_ || block_of(end_) - block >= static_cast<int64_t>(slots_.size())) return false;
  const int64_t old_head = head_;
  head_ = block;
  mark_passed(block, old_head, arrival);
  return true;
}

void AudioAssembler::write(const Run& run) {
  int64_t sample = run.first;
  const uint8_t* wire = run.wire;
  uint32_t left = run.samples;
  while (left > 0) {
    const int64_t block = block_of(sample);
    const auto offset = static_cast<uint32_t>(sample - first_sample_of(block));
    const uint32_t count = std::min(left, config_.block_samples - offset);
    Slot& slot = slot_of(block);
    if (lease_block(slot)) {
      const size_t channels = config_.format.channels;
      decode_pcm(config_.format.depth, wire, &slot.block->data[offset * channels], count * channels);
      if (!locked_ && slot.filled == 0) slot.tai = run.tai + duration_of(sample - run.first - offset);
      slot.filled |= ((SampleSet{1} << count) - 1) << offset;
    }
    sample += count;
    wire += size_t{count} * frame_bytes_;
    left -= count;
  }
  statistics_.samples.add(run.samples);
}

void AudioAssembler::note_end(int64_t end, TaiTime arrival) {
  if (end <= end_) return;
  mark_passed(block_of(end_), block_of(end), arrival);
  end_ = end;
}

void AudioAssembler::mark_passed(int64_t first_block, int64_t end_block, TaiTime arrival) {
  for (int64_t block = std::max(first_block, head_); block < end_block; ++block) slot_of(block).passed_at = arrival;
}

void AudioAssembler::publish_ready(TaiTime now) {
  if (!publishing_ && now - began_at_ < config_.hold) return;
  publishing_ = true;
  while (first_sample_of(head_) < end_) {
    const Slot& slot = slot_of(head_);
    if (!is_full(slot) && !is_expired(slot, now)) return;
    publish_head();
  }
}

bool AudioAssembler::is_expired(const Slot& slot, TaiTime now) const {
  if (slot.passed_at && now - *slot.passed_at >= config_.hold) return true;
  return now - last_arrival_ >= config_.hold + kIdle;
}

void AudioAssembler::publish_head() {
  Slot& slot = slot_of(head_);
  const int64_t first = first_sample_of(head_);
  TaiTime tai = slot.filled != 0 ? slot.tai : last_tai_ + duration_of(config_.block_samples);
  if (locked_) tai = TaiTime::from_ns(scale_.ns_of(first));
  last_tai_ = tai;
  ++head_;
  publishing_ = true;
  if (!lease_block(slot)) {
    statistics_.no_memory.add();
    slot = Slot{};
    discontinuity_ = true;
    return;
  }
  bus::AudioBlock& block = *slot.block;
  uint32_t missing = 0;
  const size_t channels = config_.format.channels;
  for (uint32_t s = 0; slot.filled != full_ && s < config_.block_samples; ++s) {
    if (((slot.filled >> s) & 1) != 0) continue;
    std::fill_n(&block.data[s * channels], channels, 0);
    ++missing;
  }
  block.first_sample = first;
  block.tai = tai;
  block.missing_samples = missing;
  block.locked = locked_;
  block.discontinuity = discontinuity_;
  statistics_.blocks.add();
  if (missing != 0) statistics_.blocks_incomplete.add();
  if (missing != 0) statistics_.missing_samples.add(missing);
  if (discontinuity_) statistics_.discontinuities.add();
  discontinuity_ = false;
  output_.publish(std::move(slot.block));
  slot = Slot{};
}

bool AudioAssembler::lease_block(Slot& slot) {
  if (slot.block) return true;
  slot.block = pool_.try_lease();
  if (!slot.block) return false;
  slot.block->prepare(config_.format, config_.block_samples);
  return true;
}

Duration AudioAssembler::duration_of(int64_t samples) const {
  return Duration{samples * kNsPerSecond / config_.format.rate.num()};
}

int64_t AudioAssembler::block_of(int64_t sample) const {
  const int64_t ahead = sample - first_sample_of(head_);
  if (ahead >= 0 && ahead <= INT32_MAX) return head_ + static_cast<uint32_t>(ahead) / config_.block_samples;
  return static_cast<int64_t>(floor_div(sample, config_.block_samples));
}

}  // namespace cw::essence
