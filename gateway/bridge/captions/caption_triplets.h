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
  /// Puts `earlier` in front, for a picture that is left out: viewers read captions in order, on whichever picture. Null pairs of
  /// CEA-608, which say nothing, are left out. Returns what no longer fits: the latest.
  [[nodiscard]] CaptionTriplets precede_with(const CaptionTriplets& earlier);

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

inline CaptionTriplets CaptionTriplets::precede_with(const CaptionTriplets& earlier) {
  CaptionTriplets joined;
  CaptionTriplets rest;
  if (earlier.count == 0) return rest;
  for (const CaptionTriplets* from : {&earlier, static_cast<const CaptionTriplets*>(this)}) {
    for (size_t at = 0; at < from->data().size(); at += 3) {
      const uint8_t* in = &from->octets[at];
      const bool is_608 = (in[0] & 2U) == 0;
      if (is_608 && (in[1] & 0x7FU) == 0 && (in[2] & 0x7FU) == 0) continue;
      const bool valid = (in[0] & 4U) != 0;
      if (!joined.append(valid, in[0] & 3U, in[1], in[2])) rest.append(valid, in[0] & 3U, in[1], in[2]);
    }
  }
  *this = joined;
  return rest;
}

}  // namespace cw::bridge
