#include "gateway/source/tone.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cw::source {
namespace {

constexpr double kLevelDbfs = -18;
constexpr int64_t kBreakPeriodSeconds = 3;
constexpr int64_t kBreaksPerSecond = 4;  // a break lasts a quarter of a second: 250 whole cycles of 1 kHz
constexpr int64_t kMinRate = 32'000;
constexpr int64_t kMaxRate = 192'000;

/// The wire's bits at the top, the rest zero (see bus/audio_block.h).
int32_t quantised(double value, uint8_t depth) {
  const double scale = std::ldexp(1.0, depth - 1) - 1;
  return static_cast<int32_t>(std::lround(value * scale) * (int64_t{1} << (32 - depth)));
}

}  // namespace

Expected<Tone> Tone::create(const ToneConfig& config) {
  const bus::AudioFormat& format = config.format;
  const int64_t rate = format.rate.num();
  if (format.rate.den() != 1 || rate < kMinRate || rate > kMaxRate) {
    return input_error("the generator makes tone at whole rates of 32 to 192 kHz");
  }
  if (format.channels == 0 || format.channels > bus::kMaxAudioChannels || (format.depth != 16 && format.depth != 24)) {
    return input_error("the generator makes 1 to 64 channels of 16 or 24 bits, not " + std::to_string(format.channels) +
                       " of " + std::to_string(format.depth));
  }
  Tone tone;
  tone.config_ = config;
  const double peak = std::pow(10.0, kLevelDbfs / 20);
  tone.sine_.resize(static_cast<size_t>(rate));
  for (size_t i = 0; i < tone.sine_.size(); ++i) {
    const double turn = static_cast<double>(i) / static_cast<double>(rate);
    tone.sine_[i] = quantised(peak * std::sin(2 * std::numbers::pi * turn), format.depth);
  }
  return tone;
}

void Tone::render(bus::AudioBlock& block, int64_t first_sample) const {
  const int64_t rate = config_.format.rate.num();
  const size_t channels = config_.format.channels;
  const auto modulo = [](Int128 value, int64_t by) { return static_cast<int64_t>(value - floor_div(value, by) * by); };
  for (size_t channel = 0; channel < channels; ++channel) {
    const int64_t step = frequency_hz(channel) % rate;
    int64_t phase = modulo(Int128{first_sample} * step, rate);
    for (size_t sample = 0; sample < block.samples; ++sample) {
      block.data[sample * channels + channel] = sine_[static_cast<size_t>(phase)];
      phase += step;
      if (phase >= rate) phase -= rate;
    }
  }
  if (config_.ident_breaks) {
    for (size_t sample = 0; sample < block.samples; ++sample) {
      const int64_t in_period = modulo(Int128{first_sample} + static_cast<int64_t>(sample), kBreakPeriodSeconds * rate);
      if (in_period * kBreaksPerSecond < rate) block.data[sample * channels] = 0;
    }
  }
  block.format = config_.format;
  block.first_sample = first_sample;
  block.tai = config_.format.rate.time_of(first_sample);
  block.missing_samples = 0;
  block.locked = true;
  block.discontinuity = false;
}

}  // namespace cw::source
