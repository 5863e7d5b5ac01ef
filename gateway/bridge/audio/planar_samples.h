// Samples of one or two channels between the bus and the AAC encoder: floats, one line per channel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/bus/audio_block.h"

namespace cw::bridge {

inline constexpr size_t kMaxTrackChannels = 2;
inline constexpr SampleRate kTrackRate = SampleRate::hz(48'000);

struct PlanarSamples {
  std::array<std::vector<float>, kMaxTrackChannels> channels;
  uint32_t count = 0;

  void resize(uint32_t samples) {
    count = samples;
    for (auto& channel : channels) {
      if (channel.size() < samples) channel.resize(samples);
    }
  }
};

/// Channel `from` of `block` from sample `skip` on into `out`, which has room. A mono input sounds whichever channel is asked for; of
/// others, channels that are not there are silent.
void take_channel(const bus::AudioBlock& block, uint16_t from, uint32_t skip, std::vector<float>& out);

}  // namespace cw::bridge
