// Identification tone: each channel its own frequency, so that swapped channels are heard and measured.
// A pure function of the TAI sample index: generators agree to the bit and never click.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/bus/audio_block.h"
#include "gateway/core/error.h"

namespace cw::source {

struct ToneConfig {
  bus::AudioFormat format;
  bool ident_breaks = true;  ///< channel 1 falls silent for 250 ms every 3 s (EBU Tech 3304 style)
};

/// One thread.
class Tone {
 public:
  /// Fails for rates that are not whole Hz and for channel counts the bus does not carry.
  [[nodiscard]] static Expected<Tone> create(const ToneConfig& config);

  /// Channel 0 is 1000 Hz; each further one is 200 Hz higher. −18 dBFS (EBU alignment level, peak of the sine).
  [[nodiscard]] static int64_t frequency_hz(size_t channel) {
    return kFirstHz + kStepHz * static_cast<int64_t>(channel);
  }

  /// Fills a prepared block (format and samples set) with the samples from `first_sample` on and sets its times.
  void render(bus::AudioBlock& block, int64_t first_sample) const;

 private:
  static constexpr int64_t kFirstHz = 1000;
  static constexpr int64_t kStepHz = 200;
  Tone() = default;
  ToneConfig config_;
  std::vector<int32_t> sine_;  // one second's cycle, one entry per sample
};

}  // namespace cw::source
