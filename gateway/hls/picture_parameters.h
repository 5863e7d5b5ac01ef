// What an H.264 stream says about its pictures beyond the bus's parameters: pixel shape and colour, from the sequence parameter set
// inside the avcC (ITU-T H.264 §7.3.2.1, Annex E; ISO/IEC 14496-15 §5.3.3.1). Feeds colr and pasp of the init segment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/byte_reader.h"

namespace cw::hls {

struct PictureParameters {
  uint32_t width = 0;  ///< luma samples after cropping
  uint32_t height = 0;
  uint16_t pixel_width = 1;  ///< sample aspect ratio
  uint16_t pixel_height = 1;
  bool has_colour = false;  ///< the fields below were in the stream; values of ITU-T H.273
  uint8_t colour_primaries = 2;
  uint8_t transfer_characteristics = 2;
  uint8_t matrix_coefficients = 2;
  bool full_range = false;
};

/// First SPS of an AVCDecoderConfigurationRecord, a NAL unit with its header octet; empty when the record is damaged. Pure.
[[nodiscard]] Bytes first_parameter_set(Bytes avc_configuration);
/// nullopt when the NAL unit is no SPS, is cut short, or has impossible values. Pure.
[[nodiscard]] std::optional<PictureParameters> parse_picture_parameters(Bytes sps_nal_unit);
/// "avc1.PPCCLL" of RFC 6381 §3.3; empty when the record is damaged. Pure.
[[nodiscard]] std::string avc_codec_string(Bytes avc_configuration);

}  // namespace cw::hls
