#include "gateway/essence/audio_30/audio_packetizer.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "gateway/essence/audio_30/pcm_codec.h"
#include "gateway/rtp/rtp_header.h"

namespace cw::essence {
namespace {

/// Blocks that step back by more than this are a new time line, not an overlap.
constexpr int64_t kNewTimeLineSeconds = 1;

}  // namespace

Expected<AudioPacketizer> AudioPacketizer::create(const AudioPacketizerConfig& config) {
  const bus::AudioFormat& format = config.format;
  if (format.depth != 16 && format.depth != 24) return input_error("audio depth must be 16 or 24 bits (ST 2110-30)");
  if (format.channels == 0 || format.channels > bus::kMaxAudioChannels) {
    return input_error("audio must have 1 to 64 channels (ST 2110-30)");
  }
  const Int128 scaled = Int128{config.packet_time.count()} * format.rate.num();
  const Int128 one = Int128{kNsPerSecond} * format.rate.den();
  if (scaled <= 0 || scaled % one != 0) {
    return input_error(
        "the packet time is no whole number of samples; use 1 ms or 125 us at 48 or 96 kHz (ST 2110-30)");
  }
  const auto samples = static_cast<uint64_t>(scaled / one);
  const uint64_t bytes = samples * format.channels * (format.depth / 8U);
  if (samples > kMaxAudioPayloadBytes || bytes > kMaxAudioPayloadBytes) {
    return input_error("packets of " + std::to_string(bytes) +
                       " octets are too long, 1,440 are allowed; use a shorter packet time (125 us) "
                       "or fewer channels");
  }
  return AudioPacketizer(config, static_cast<uint32_t>(samples));
}

AudioPacketizer::AudioPacketizer(const AudioPacketizerConfig& config, uint32_t packet_samples)
    : config_(config),
      packet_samples_(packet_samples),
      frame_bytes_(config.format.channels * config.format.depth / 8U),
      sequence_(config.first),
      statistics_(std::make_unique<AudioPacketizerStatistics>()) {}

bool AudioPacketizer::begin(bus::AudioLease block) {
  if (block->format.channels != config_.format.channels || block->format.rate != config_.format.rate) {
    statistics_->format_mismatches.add();
    return false;
  }
  statistics_->blocks.add();
  block_ = std::move(block);
  position_ = 0;
  fill_packet();
  return true;
}

std::optional<TaiTime> AudioPacketizer::next_due() const {
  if (filled_ < packet_samples_) return std::nullopt;
  return config_.format.rate.time_of(packet_first_ + packet_samples_);
}

size_t AudioPacketizer::packet_bytes() const { return rtp::kRtpHeaderBytes + size_t{packet_samples_} * frame_bytes_; }

size_t AudioPacketizer::write_next(MutableBytes out) {
  if (filled_ < packet_samples_ || out.size() < packet_bytes()) return 0;
  rtp::write_rtp_header(out, {.payload_type = config_.payload_type,
                              .sequence = sequence_,
                              .timestamp = MediaTicks{packet_first_}.wrapped(),
                              .ssrc = config_.ssrc,
                              .marker = false});
  std::memcpy(out.data() + rtp::kRtpHeaderBytes, payload_.data(), size_t{packet_samples_} * frame_bytes_);
  ++sequence_.value;
  statistics_->packets.add();
  statistics_->octets.add(packet_bytes());
  filled_ = 0;
  packet_first_ += packet_samples_;
  fill_packet();
  return packet_bytes();
}

void AudioPacketizer::skip_frame() {
  const uint32_t left = block_ ? block_->samples - position_ : 0;
  statistics_->skipped_samples.add(filled_ + left);
  filled_ = 0;
  block_.reset();
}

void AudioPacketizer::fill_packet() {
  while (block_ && filled_ < packet_samples_) {
    if (position_ >= block_->samples) {
      block_.reset();
      return;
    }
    place(block_->first_sample + position_, block_->samples - position_);
  }
}

// Takes over samples of the block from `sample` on, or closes the gap before it.
void AudioPacketizer::place(int64_t sample, uint32_t available) {
  const int64_t expected = packet_first_ + filled_;
  if (sample < expected) {
    const int64_t overlap = expected - sample;
    if (overlap <= kNewTimeLineSeconds * config_.format.rate.num()) {  // sent already
      const auto skipped = static_cast<uint32_t>(std::min<int64_t>(overlap, available));
      statistics_->skipped_samples.add(skipped);
      position_ += skipped;
      return;
    }
    statistics_->skipped_samples.add(filled_);
    filled_ = 0;
  }
  if (filled_ == 0) packet_first_ = static_cast<int64_t>(floor_div(sample, packet_samples_)) * packet_samples_;
  const int64_t gap = sample - packet_first_ - filled_;
  if (gap > 0) append_silence(static_cast<uint32_t>(std::min<int64_t>(gap, packet_samples_ - filled_)));
  if (filled_ == packet_samples_) return;
  const uint32_t count = std::min(available, packet_samples_ - filled_);
  const size_t channels = config_.format.channels;
  encode_pcm(config_.format.depth, &block_->data[position_ * channels],
             payload_.data() + size_t{filled_} * frame_bytes_, count * channels);
  filled_ += count;
  position_ += count;
}

void AudioPacketizer::append_silence(uint32_t samples) {
  std::memset(payload_.data() + size_t{filled_} * frame_bytes_, 0, size_t{samples} * frame_bytes_);
  filled_ += samples;
  statistics_->silence_samples.add(samples);
}

}  // namespace cw::essence
