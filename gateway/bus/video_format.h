// What a picture is, in the words of ST 2110-20 §7 (SDP media type parameters).
#pragma once

#include <cstdint>

#include "gateway/core/rational.h"

namespace cw::bus {

enum class Sampling : uint8_t { kYCbCr422, kYCbCr444, kYCbCr420, kRgb, kKey };
enum class Scan : uint8_t { kProgressive, kInterlaced, kPsf };
enum class Colorimetry : uint8_t { kBt601, kBt709, kBt2020, kBt2100, kSt2065, kUnspecified };
enum class TransferCharacteristic : uint8_t { kSdr, kPq, kHlg, kLinear, kUnspecified };
enum class VideoRange : uint8_t { kNarrow, kFull };

struct VideoFormat {
  uint16_t width = 0;   ///< pixels
  uint16_t height = 0;  ///< lines of the frame (both fields)
  FrameRate rate;       ///< frames per second, also when interlaced
  Sampling sampling = Sampling::kYCbCr422;
  uint8_t depth = 10;  ///< bits per component
  Scan scan = Scan::kProgressive;
  Colorimetry colorimetry = Colorimetry::kBt709;
  TransferCharacteristic transfer = TransferCharacteristic::kSdr;
  VideoRange range = VideoRange::kNarrow;
  bool top_field_first = true;  ///< meaningful when interlaced
  constexpr bool operator==(const VideoFormat&) const = default;
};

inline constexpr uint16_t kMaxVideoWidth = 4096;
inline constexpr uint16_t kMaxVideoHeight = 2160;

}  // namespace cw::bus
