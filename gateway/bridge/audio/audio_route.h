// Which channel of which input each channel of an AAC track plays: what IS-08 maps, in the bridge's terms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gateway/bridge/audio/planar_samples.h"
#include "gateway/bus/audio_block.h"
#include "gateway/core/spsc_ring.h"

namespace cw::bridge {

/// One channel of a track.
struct ChannelRoute {
  SpscRing<bus::AudioLease>* input = nullptr;  ///< nullptr: silence
  uint16_t channel = 0;                        ///< of the input, from 0
  bool operator==(const ChannelRoute&) const = default;
};

/// All channels of a track; a mono track has no use for the second.
using TrackRoute = std::array<ChannelRoute, kMaxTrackChannels>;

/// For each channel of a track the channel of one input; nullopt: it comes from elsewhere.
using ChannelPicks = std::array<std::optional<uint16_t>, kMaxTrackChannels>;

/// One bit per channel of a track.
using ChannelMask = uint8_t;

[[nodiscard]] constexpr ChannelMask mask_of(const ChannelPicks& picks) {
  ChannelMask mask = 0;
  for (size_t c = 0; c < picks.size(); ++c) mask |= static_cast<ChannelMask>(picks[c] ? 1U << c : 0U);
  return mask;
}

}  // namespace cw::bridge
