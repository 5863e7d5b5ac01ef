// Formats as the config writes them → formats as the stages take them.
#pragma once

#include <string>

#include "config/config.h"
#include "gateway/bus/audio_block.h"
#include "gateway/bus/video_format.h"

namespace cw::app {

[[nodiscard]] bus::VideoFormat video_format_of(const config::VideoParameters& video);
[[nodiscard]] bus::AudioFormat audio_format_of(const config::AudioParameters& audio);
/// "1920x1080 50 progressive 10 bit" for logs and status.
[[nodiscard]] std::string to_text(const config::VideoParameters& video);
[[nodiscard]] std::string to_text(const config::AudioParameters& audio);
/// "50" or "60000/1001".
[[nodiscard]] std::string to_text(Rate rate);

}  // namespace cw::app
