#include "gateway/bridge/audio/planar_samples.h"

#include <algorithm>

namespace cw::bridge {

void take_channel(const bus::AudioBlock& block, uint16_t from, uint32_t skip, std::vector<float>& out) {
  constexpr float kScale = 1.0F / 2147483648.0F;
  const size_t channels = block.format.channels;
  const uint16_t channel = channels == 1 ? uint16_t{0} : from;
  if (channel >= channels) {
    std::fill_n(out.begin(), block.samples - skip, 0.0F);
    return;
  }
  const int32_t* in = block.data.data() + size_t{skip} * channels + channel;
  for (uint32_t s = 0; s < block.samples - skip; ++s) out[s] = static_cast<float>(in[s * channels]) * kScale;
}

}  // namespace cw::bridge
