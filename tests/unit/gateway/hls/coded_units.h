// Coded streams as small as they get: real parameters of x264 and AAC, units with a few octets that no decoder will see.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/bus/coded_unit.h"

namespace cw::test {

inline std::vector<uint8_t> from_hex(std::string_view text) {
  const auto digit = [](char c) { return static_cast<uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::vector<uint8_t> out;
  for (size_t i = 0; i + 1 < text.size(); i += 2)
    out.push_back(static_cast<uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
  return out;
}

// avcC records written by x264.
inline constexpr std::string_view kAvc720p50 =
    "01640020ffe1001d67640020acb402802dd80b50101014000003000400000301903c60ca8001000468ef0fcbfdf8f800";
inline constexpr std::string_view kAvc1080p5994 =
    "0164002affe1001d6764002aacb403c0113f2e02d404040500000303e90001d4c00f1832a001000468ef0fcbfdf8f800";
inline constexpr std::string_view kAvc576pAnamorphic =
    "0164001effe100206764001eacb405a0937fe0080005ad4040405000000300100000030320f162ea01000468ef0fcbfdf8f800";
inline constexpr std::string_view kAvc1080i25 =
    "01640028ffe1001a67640028acd94078044fde0220000003002000000643e2c5b2c001000468fe8fcbfdf8f800";

inline bus::CodecParameters video_parameters(Rate rate = Rate::hz(50), std::string_view configuration = kAvc720p50) {
  bus::CodecParameters parameters;
  parameters.kind = bus::CodecKind::kH264;
  parameters.codec_string = "avc1.640020";
  parameters.configuration = from_hex(configuration);
  parameters.time_base = rate;
  parameters.width = 1280;
  parameters.height = 720;
  parameters.bandwidth_bps = 3'000'000;
  return parameters;
}

inline bus::CodecParameters audio_parameters() {
  bus::CodecParameters parameters;
  parameters.kind = bus::CodecKind::kAac;
  parameters.codec_string = "mp4a.40.2";
  parameters.configuration = {0x11, 0x90};  // AAC-LC, 48 kHz, stereo
  parameters.time_base = Rate::hz(48'000);
  parameters.bandwidth_bps = 128'000;
  parameters.channels = 2;
  parameters.sample_rate_hz = 48'000;
  return parameters;
}

inline bus::CodedUnitPtr video_unit(int64_t index, bool key, size_t octets = 100) {
  auto unit = std::make_shared<bus::CodedUnit>();
  unit->pts = unit->dts = index;
  unit->key = key;
  unit->data.assign(octets, static_cast<uint8_t>(index));
  return unit;
}

inline bus::CodedUnitPtr audio_unit(int64_t frame, size_t octets = 40) {
  auto unit = std::make_shared<bus::CodedUnit>();
  unit->pts = unit->dts = frame * 1024;
  unit->duration = 1024;
  unit->key = true;
  unit->data.assign(octets, static_cast<uint8_t>(frame));
  return unit;
}

}  // namespace cw::test
