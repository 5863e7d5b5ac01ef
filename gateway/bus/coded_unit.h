// Coded essence on the bus: what encoders make and packagers and muxers take.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/core/rational.h"
#include "gateway/core/tai_time.h"

namespace cw::bus {

enum class CodecKind : uint8_t { kH264, kAac };

/// Constant for the life of one encoder.
struct CodecParameters {
  CodecKind kind = CodecKind::kH264;
  std::string codec_string;            ///< RFC 6381: avc1.640020, mp4a.40.2
  std::vector<uint8_t> configuration;  ///< H.264: AVCDecoderConfigurationRecord (avcC); AAC: AudioSpecificConfig
  Rate time_base;                      ///< units of pts: video frames per second or samples per second
  uint16_t width = 0;                  ///< video
  uint16_t height = 0;
  uint32_t bandwidth_bps = 0;  ///< nominal peak the encoder was set to
  uint16_t channels = 0;       ///< audio
  uint32_t sample_rate_hz = 0;
  std::string language = "und";  ///< BCP 47, audio
};

/// One access unit. pts counts in events of CodecParameters::time_base since the TAI epoch: frame index for video, sample index for
/// AAC (always a multiple of 1024). H.264 data is length-prefixed (4 octets), without parameter sets that equal the configuration.
struct CodedUnit {
  int64_t pts = 0;
  int64_t dts = 0;
  uint32_t duration = 1;  ///< events of the time base
  bool key = false;       ///< IDR (every AAC unit is)
  std::vector<uint8_t> data;
};

/// Shared read-only between packagers and muxers; off the packet path, so a shared_ptr is fine.
using CodedUnitPtr = std::shared_ptr<const CodedUnit>;  // lint: off the packet path

/// Seven TS packets (1316 octets) on their way to SRT, with the time at which the multiplex says they leave.
struct MuxedChunk {
  TaiTime due;
  std::vector<uint8_t> data;
};

}  // namespace cw::bus
