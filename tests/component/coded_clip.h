// Real H.264 and AAC for tests, encoded by the ffmpeg program and turned into bus units: a short clip that can be looped for ever,
// on any frame index.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gateway/bus/coded_unit.h"

namespace cw::test {

struct ClipRequest {
  Rate rate = Rate::hz(50);
  uint16_t width = 640;
  uint16_t height = 360;
  uint32_t bitrate_kbps = 800;
  int64_t gop_frames = 100;
  int64_t frames = 100;  ///< a multiple of gop_frames
};

class VideoClip {
 public:
  /// Fails the calling test when ffmpeg does not deliver. `folder` takes the intermediate file.
  static VideoClip encode(const ClipRequest& request, const std::filesystem::path& folder);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return parameters_; }
  /// Frame `index` of an endless stream whose IDRs lie on multiples of the GOP.
  [[nodiscard]] bus::CodedUnitPtr unit(int64_t index) const;
  /// The same with one pair of CEA-608 octets (field 1) in an A/53 SEI.
  [[nodiscard]] bus::CodedUnitPtr captioned_unit(int64_t index, uint8_t first, uint8_t second) const;

 private:
  bus::CodecParameters parameters_;
  std::vector<bus::CodedUnit> units_;
};

class AudioClip {
 public:
  /// A 1 kHz tone of about two seconds.
  static AudioClip encode(const std::filesystem::path& folder);

  [[nodiscard]] const bus::CodecParameters& parameters() const { return parameters_; }
  /// AAC frame `frame` of an endless stream; it starts at sample frame × 1024.
  [[nodiscard]] bus::CodedUnitPtr unit(int64_t frame) const;

 private:
  bus::CodecParameters parameters_;
  std::vector<std::vector<uint8_t>> frames_;
};

/// Pop-on captions on CC1: `text` (at most 32 characters, upper case) as the pairs to send one per frame, ending with the one that
/// shows it.
[[nodiscard]] std::vector<std::pair<uint8_t, uint8_t>> caption_pairs(const std::string& text);

}  // namespace cw::test
