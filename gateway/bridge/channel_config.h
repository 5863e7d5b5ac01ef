// What one channel of the bridge makes: output rate, ladder of H.264 renditions, AAC audio. Plain values, filled by app from the
// config file; Channel::create says what is wrong with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/bus/video_format.h"
#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::bridge {

/// One H.264 encoder of the ladder.
struct RenditionConfig {
  std::string id{};
  uint16_t width = 1280;  ///< even
  uint16_t height = 720;  ///< even
  uint32_t bitrate_kbps = 3000;
  uint32_t maxrate_kbps = 0;         ///< peak of the VBV; 0: 1.1 × bitrate_kbps
  Duration vbv{500'000'000};         ///< size of the VBV at the peak rate
  std::string preset = "superfast";  ///< of libx264
  std::string tune{};                ///< of libx264; empty: none
  std::string profile{};             ///< baseline, main, high; empty: the preset's choice
  uint16_t bframes = 0;
  uint16_t threads = 1;  ///< frame threads; each adds a frame of delay
};

struct ChannelAudioConfig {
  uint32_t bitrate_kbps = 128;
  uint16_t channels = 2;                 ///< 1 or 2: the first ones of the input
  std::vector<std::string> languages{};  ///< BCP 47, one per audio input; missing ones are "und"
};

struct ChannelConfig {
  std::string id{};
  std::string name{};  ///< shown on the slate
  FrameRate rate = FrameRate::hz(50);
  /// Playout delay: what is captured at TAI t leaves the conform stage at t + delay, for video, audio and ANC alike. Must cover a
  /// frame period, the assembler's hold time and, for interlaced inputs, one more frame.
  Duration delay{120'000'000};
  Duration slate_after{2'000'000'000};   ///< without a picture for this long: slate
  Duration switch_after{200'000'000};    ///< without a picture for this long: the next live video input
  Duration return_after{1'000'000'000};  ///< an earlier input must be whole for this long to be used again
  Duration gop{2'000'000'000};
  bus::Colorimetry colorimetry = bus::Colorimetry::kBt709;  ///< signalled; kBt601, kBt709 or kBt2020
  std::vector<RenditionConfig> ladder{};
  ChannelAudioConfig audio;
};

}  // namespace cw::bridge
