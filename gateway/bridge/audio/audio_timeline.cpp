#include "gateway/bridge/audio/audio_timeline.h"

#include <algorithm>

namespace cw::bridge {

AudioTimeline::AudioTimeline() : written_(kCapacity, 0) {
  for (auto& channel : channels_) channel.assign(kCapacity, 0.0F);
}

uint32_t AudioTimeline::write(int64_t first, const PlanarSamples& samples, ChannelMask mask) {
  const int64_t begin = std::max(first, position_);
  const int64_t end = std::min(first + samples.count, position_ + kCapacity);
  for (int64_t i = begin; i < end; ++i) {
    const auto source = static_cast<size_t>(i - first);
    for (size_t c = 0; c < kMaxTrackChannels; ++c) {
      if ((mask >> c & 1U) != 0) channels_[c][slot(i)] = samples.channels[c][source];
    }
    written_[slot(i)] |= mask;
  }
  return samples.count - static_cast<uint32_t>(std::max<int64_t>(0, end - begin));
}

void AudioTimeline::skip_to(int64_t position) {
  const int64_t end = std::min(position, position_ + kCapacity);
  for (int64_t i = position_; i < end; ++i) written_[slot(i)] = 0;
  position_ = position;
}

uint32_t AudioTimeline::read(uint32_t count, ChannelMask wanted, PlanarSamples& out) {
  out.resize(count);
  uint32_t silent = 0;
  for (uint32_t s = 0; s < count; ++s) {
    const size_t at = slot(position_ + s);
    for (size_t c = 0; c < kMaxTrackChannels; ++c) {
      out.channels[c][s] = (written_[at] >> c & 1U) != 0 ? channels_[c][at] : 0.0F;
    }
    silent += (written_[at] & wanted) == wanted ? 0 : 1;
    written_[at] = 0;
  }
  position_ += count;
  return silent;
}

}  // namespace cw::bridge
