// libswresample for one input: other rates → 48 kHz, and senders whose clock is not TAI's → TAI's, without a step in the waveform.
// Says for every output sample where it belongs on the TAI grid.
#pragma once

#include <cstdint>

#include "gateway/bridge/audio/drift_loop.h"
#include "gateway/bridge/audio/planar_samples.h"
#include "gateway/bridge/coding/av_handles.h"
#include "gateway/core/error.h"

namespace cw::bridge {

/// One thread.
class Resampler {
 public:
  [[nodiscard]] static Expected<Resampler> create(SampleRate input);

  [[nodiscard]] SampleRate input_rate() const { return input_; }
  /// The first sample pushed next belongs at `position` of the 48 kHz TAI grid.
  void start(int64_t position);
  /// Resamples; `out` belongs at out_position() as it was before the call.
  Expected<void> push(const PlanarSamples& in, PlanarSamples& out);
  /// Steers towards the input ending at `input_end` after the samples pushed so far. Call after each push of an unlocked sender's.
  /// Returns by how much the output was off before; large values call for start().
  Duration steer(TaiTime input_end, Duration elapsed);

  [[nodiscard]] int64_t out_position() const { return position_; }
  [[nodiscard]] int64_t correction_ppm() const { return correction_ppm_; }

 private:
  Resampler(SampleRate input, SwrContextPtr context) : input_(input), context_(std::move(context)) {}

  SampleRate input_;
  SwrContextPtr context_;
  DriftLoop loop_;
  int64_t position_ = 0;
  int64_t correction_ppm_ = 0;
};

}  // namespace cw::bridge
