// The parameter sets of an H.264 encoder as an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3) and as the codecs string of
// RFC 6381 §3.3.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cw::bridge {

/// From length-prefixed NAL units (4 octets each); others than SPS and PPS are left out. Empty without an SPS and a PPS.
[[nodiscard]] std::vector<uint8_t> make_avc_configuration(std::span<const uint8_t> parameter_sets);
/// avc1.PPCCLL; empty when `configuration` is no record.
[[nodiscard]] std::string avc_codec_string(std::span<const uint8_t> configuration);

}  // namespace cw::bridge
