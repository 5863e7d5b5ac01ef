#include "gateway/bridge/audio/resampler.h"

#include <fmt/format.h>

#include <cmath>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace cw::bridge {
namespace {

/// swr's corrections are so many samples over a distance: this one gives steps of 0.1 ppm and never ends before the next.
constexpr int kCompensationDistance = 10'000'000;
constexpr uint32_t kRoomForFilter = 256;
constexpr double kPpm = 1e6;

}  // namespace

Expected<Resampler> Resampler::create(SampleRate input) {
  SwrContextPtr context(swr_alloc());
  if (context == nullptr) return host_error("no memory for a resampler");
  const AVChannelLayout layout = AV_CHANNEL_LAYOUT_STEREO;
  SwrContext* const swr = context.get();
  av_opt_set_chlayout(swr, "in_chlayout", &layout, 0);
  av_opt_set_chlayout(swr, "out_chlayout", &layout, 0);
  av_opt_set_int(swr, "in_sample_rate", input.num() / input.den(), 0);
  av_opt_set_int(swr, "out_sample_rate", kTrackRate.num(), 0);
  av_opt_set_sample_fmt(swr, "in_sample_fmt", AV_SAMPLE_FMT_FLTP, 0);
  av_opt_set_sample_fmt(swr, "out_sample_fmt", AV_SAMPLE_FMT_FLTP, 0);
  av_opt_set_int(swr, "flags", SWR_FLAG_RESAMPLE, 0);
  av_opt_set_int(swr, "linear_interp", 1, 0);  // phases between the filter's own: corrections glide
  if (const int code = swr_init(swr); code < 0) {
    return input_error(
        fmt::format("audio of {} samples/s cannot be resampled: {}", input.num() / input.den(), av_error_text(code)));
  }
  return Resampler(input, std::move(context));
}

void Resampler::start(int64_t position) {
  swr_init(context_.get());  // drops what is inside
  loop_.reset();
  position_ = position;
  correction_ppm_ = 0;
}

Expected<void> Resampler::push(const PlanarSamples& in, PlanarSamples& out) {
  out.resize(static_cast<uint32_t>(input_.rescale(in.count, kTrackRate)) + kRoomForFilter);
  const uint8_t* source[kMaxTrackChannels] = {};
  uint8_t* target[kMaxTrackChannels] = {};
  for (size_t c = 0; c < kMaxTrackChannels; ++c) {
    source[c] = reinterpret_cast<const uint8_t*>(in.channels[c].data());
    target[c] = reinterpret_cast<uint8_t*>(out.channels[c].data());
  }
  const int made = swr_convert(context_.get(), target, static_cast<int>(out.count), source, static_cast<int>(in.count));
  if (made < 0) return host_error(fmt::format("the resampler fails: {}", av_error_text(made)));
  out.count = static_cast<uint32_t>(made);
  position_ += made;
  return {};
}

Duration Resampler::steer(TaiTime input_end, Duration elapsed) {
  const Duration inside{swr_get_delay(context_.get(), kNsPerSecond)};
  const Duration error = input_end - (kTrackRate.time_of(position_) + inside);
  const double correction = loop_.update(error, elapsed);
  correction_ppm_ = std::lround(correction * kPpm);
  swr_set_compensation(context_.get(), static_cast<int>(std::lround(correction * kCompensationDistance)),
                       kCompensationDistance);
  return error;
}

}  // namespace cw::bridge
