// a=ptime of audio (AES67 §8.1): milliseconds with decimals, rounded as the sender likes. Private to sdp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cw::sdp {

struct PacketTime {
  uint32_t us = 1000;
  bool as_specified = true;  ///< false: 0.12 for 0.125
};

/// The whole number of samples nearest to `text`; nullopt when it is none, or more than 20 ms.
[[nodiscard]] std::optional<PacketTime> parse_ptime(std::string_view text, uint32_t rate_hz);
[[nodiscard]] uint32_t samples_per_packet(uint32_t packet_time_us, uint32_t rate_hz);
/// 1000 → "1", 125 → "0.125".
[[nodiscard]] std::string ptime_text(uint32_t packet_time_us);

}  // namespace cw::sdp
