// A short run of PCM on the bus (normally 1 ms): interleaved signed 32-bit samples, the wire's bits at the top (L24 << 8, L16 << 16),
// so that every depth has the same scale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gateway/core/pool.h"
#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::bus {

inline constexpr size_t kMaxAudioChannels = 64;
/// 1 ms at 96 kHz.
inline constexpr size_t kMaxBlockSamples = 96;

struct AudioFormat {
  uint16_t channels = 2;
  SampleRate rate = SampleRate::hz(48'000);
  uint8_t depth = 24;  ///< bits of the wire: 16 or 24
  constexpr bool operator==(const AudioFormat&) const = default;
};

struct AudioBlock {
  AudioFormat format;
  int64_t first_sample =
      0;  ///< index of the first sample at format.rate since the TAI epoch; the sender's own count when not locked
  TaiTime tai;                   ///< time of the first sample
  uint32_t samples = 0;          ///< per channel
  uint32_t missing_samples = 0;  ///< of them replaced by silence
  bool locked = true;            ///< as VideoFrame::locked
  bool discontinuity = false;    ///< first block after a restart or a jump of the sender's clock
  std::vector<int32_t> data;     ///< sample-major: data[s * channels + c]; sized by prepare()

  /// Makes room for `block_samples` of `wanted` (start-up and format changes only allocate).
  void prepare(const AudioFormat& wanted, uint32_t block_samples) {
    format = wanted;
    samples = block_samples;
    const size_t needed = size_t{block_samples} * wanted.channels;
    if (data.size() < needed) data.resize(needed);
  }
};

using AudioPool = Pool<AudioBlock>;
using AudioLease = Lease<AudioBlock>;

}  // namespace cw::bus
