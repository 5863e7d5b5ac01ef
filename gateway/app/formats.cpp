#include "gateway/app/formats.h"

#include <fmt/core.h>

namespace cw::app {
namespace {

bus::Scan scan_of(config::Scan scan) {
  switch (scan) {
    case config::Scan::kInterlaced: return bus::Scan::kInterlaced;
    case config::Scan::kPsf: return bus::Scan::kPsf;
    case config::Scan::kProgressive: break;
  }
  return bus::Scan::kProgressive;
}

const char* name_of(config::Scan scan) {
  switch (scan) {
    case config::Scan::kInterlaced: return "interlaced";
    case config::Scan::kPsf: return "PsF";
    case config::Scan::kProgressive: break;
  }
  return "progressive";
}

}  // namespace

bus::VideoFormat video_format_of(const config::VideoParameters& video) {
  bus::VideoFormat format;
  format.width = video.width;
  format.height = video.height;
  format.rate = video.rate;
  format.depth = video.depth;
  format.scan = scan_of(video.scan);
  return format;
}

bus::AudioFormat audio_format_of(const config::AudioParameters& audio) {
  return {.channels = audio.channels, .rate = SampleRate::hz(audio.rate_hz), .depth = audio.depth};
}

std::string to_text(Rate rate) {
  return rate.den() == 1 ? fmt::format("{}", rate.num()) : fmt::format("{}/{}", rate.num(), rate.den());
}

std::string to_text(const config::VideoParameters& video) {
  return fmt::format("{}x{} {} {} {} bit", video.width, video.height, to_text(video.rate), name_of(video.scan),
                     video.depth);
}

std::string to_text(const config::AudioParameters& audio) {
  return fmt::format("L{} {} Hz {} channels {} us", audio.depth, audio.rate_hz, audio.channels, audio.packet_time_us);
}

}  // namespace cw::app
