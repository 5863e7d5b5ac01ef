// Ancillary time code (ST 12-2), ANC 60/60: 16 words whose upper nibbles hold the code word of ST 12-1 and whose bit 3 spells the
// two distributed binary bit groups.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gateway/anc_services/timecode.h"
#include "gateway/bus/anc_frame.h"

namespace cw::anc_services {

inline constexpr DidSdid kAtcId{0x60, 0x60};

/// DBB1 values.
enum class AtcKind : uint8_t { kLtc = 0, kVitc1 = 1, kVitc2 = 2 };

struct Atc {
  uint8_t dbb1 = 0;   ///< an AtcKind, or user-defined
  uint8_t dbb2 = 0;   ///< VITC: line and validity bits
  Timecode timecode;  ///< `second` is taken from the seconds flag, see field_mark()
  bool colour_frame = false;
  bool seconds_flag = false;               ///< bit 27 of the code word
  bool minutes_flag = false;               ///< bit 43
  uint8_t hours_flags = 0;                 ///< bits 58 and 59
  std::array<uint8_t, 8> binary_groups{};  ///< BG1 first, four bits each
};

/// The flag that marks the second frame of a pair or the second field: the seconds flag in 30-frame systems, bit 59 in 25-frame ones.
[[nodiscard]] bool field_mark(const Atc& atc, FrameRate rate);

/// nullopt when the packet is no ATC, is shorter than 16 words or holds digits that are none. `rate` tells where the field mark is.
[[nodiscard]] std::optional<Atc> parse_atc(const bus::AncPacket& packet, FrameRate rate = FrameRate::hz(30));
/// A finished ANC packet; timecode.second sets the field mark of `rate`.
void build_atc(const Atc& atc, FrameRate rate, bus::AncPacket& packet);

}  // namespace cw::anc_services
