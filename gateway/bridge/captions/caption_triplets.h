// The caption octets of one output frame: cc_data triplets of CTA-708 (CEA-708 §4.3), ready for the A/53 SEI of every rendition.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cw::bridge {

/// cc_count has five bits.
inline constexpr size_t kMaxTriplets = 31;

struct CaptionTriplets {
  std::array<uint8_t, kMaxTriplets * 3> octets{};  ///< marker, cc_valid and cc_type; cc_data_1; cc_data_2
  uint8_t count = 0;

  [[nodiscard]] std::span<const uint8_t> data() const { return {octets.data(), size_t{count} * 3}; }
  /// False when full.
  bool append(bool valid, uint8_t type, uint8_t first, uint8_t second) {
    if (count == kMaxTriplets) return false;
    uint8_t* out = &octets[size_t{count++} * 3];
    out[0] = static_cast<uint8_t>(0xF8U | (valid ? 4U : 0U) | (type & 3U));
    out[1] = first;
    out[2] = second;
    return true;
  }
};

}  // namespace cw::bridge
