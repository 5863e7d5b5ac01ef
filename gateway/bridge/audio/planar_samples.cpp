#include "gateway/bridge/audio/planar_samples.h"

#include <algorithm>

namespace cw::bridge {

void take_first_channels(const bus::AudioBlock& block, uint16_t channels, PlanarSamples& out) {
  constexpr float kScale = 1.0F / 2147483648.0F;
  const size_t in_channels = block.format.channels;
  out.resize(in_channels == 0 ? 0 : block.samples);
  for (size_t c = 0; c < channels && in_channels != 0; ++c) {
    const int32_t* in = block.data.data() + std::min<size_t>(c, in_channels - 1);
    for (uint32_t s = 0; s < out.count; ++s) out.channels[c][s] = static_cast<float>(in[s * in_channels]) * kScale;
  }
}

}  // namespace cw::bridge
