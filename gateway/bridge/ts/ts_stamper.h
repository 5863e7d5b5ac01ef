// Moves the clocks inside finished TS packets (ISO/IEC 13818-1 §2.4.3) by a constant: PCR, PTS and DTS from the multiplexer's own zero
// to TAI × 90 000 mod 2^33. The only place where media time wraps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace cw::bridge {

inline constexpr size_t kTsPacketBytes = 188;
inline constexpr int64_t kPcrPerTick = 300;

using TsPacket = std::span<uint8_t, kTsPacketBytes>;

/// In 27 MHz units of the packet; nullopt without a PCR.
[[nodiscard]] std::optional<int64_t> read_pcr(std::span<const uint8_t, kTsPacketBytes> packet);
[[nodiscard]] bool is_null_packet(std::span<const uint8_t, kTsPacketBytes> packet);
/// Adds `ticks` of 90 kHz (mod 2^33) to every clock value in the packet. Packets that are not well-formed are left alone.
void shift_clocks(TsPacket packet, int64_t ticks);

}  // namespace cw::bridge
