// What IS-08 calls things of the gateway. Inputs have the ids of their audio receivers; outputs are the audio tracks of channels.
#pragma once

#include <cstddef>
#include <string>

namespace cw::app {

/// "news-audio", "news-audio-2", ...; `track` counts from 0.
[[nodiscard]] inline std::string audio_output_name(const std::string& channel, size_t track) {
  return channel + "-audio" + (track == 0 ? std::string{} : "-" + std::to_string(track + 1));
}

}  // namespace cw::app
