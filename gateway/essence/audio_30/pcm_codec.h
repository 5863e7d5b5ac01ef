// Big-endian L16 / L24 of the wire (RFC 3551, RFC 3190) ↔ the bus's 32-bit samples with the wire's bits at the top.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/byte_reader.h"

namespace cw::essence {

/// `count` samples from `wire` (count × depth / 8 octets, all readable) to `out`. depth: 16 or 24.
void decode_pcm(uint8_t depth, const uint8_t* wire, int32_t* out, size_t count);
/// The reverse; bits below the wire's depth are cut off.
void encode_pcm(uint8_t depth, const int32_t* samples, uint8_t* wire, size_t count);

}  // namespace cw::essence
