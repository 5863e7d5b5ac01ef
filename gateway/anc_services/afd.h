// Active format description and bar data (ST 2016-3), ANC 41/05.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/bus/anc_frame.h"

namespace cw::anc_services {

inline constexpr DidSdid kAfdId{0x41, 0x05};

struct Afd {
  uint8_t code = 0;          ///< four bits, ST 2016-1 table 1: 8 full frame, 9 4:3 centre, 10 16:9 centre, …
  bool wide = true;          ///< the coded frame is 16:9, else 4:3
  uint8_t bar_flags = 0;     ///< four bits: top, bottom, left, right
  uint16_t bar_value_1 = 0;  ///< lines or pixels
  uint16_t bar_value_2 = 0;
  constexpr bool operator==(const Afd&) const = default;
};

/// nullopt when the packet is no AFD or is shorter than 8 words.
[[nodiscard]] std::optional<Afd> parse_afd(const bus::AncPacket& packet);
/// A finished ANC packet.
void build_afd(const Afd& afd, bus::AncPacket& packet);
/// "full frame", "16:9 centre", …; "reserved" for the rest.
[[nodiscard]] const char* afd_name(uint8_t code);

}  // namespace cw::anc_services
