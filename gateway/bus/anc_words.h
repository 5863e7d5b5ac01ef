// Ten-bit word arithmetic of ANC packets: parity bits and checksum (ST 291-1 §6). Used by the -40 assembler to judge what came and
// by everything that builds ANC packets.
#pragma once

#include <cstdint>
#include <span>

#include "gateway/bus/anc_frame.h"

namespace cw::bus {

/// The ten-bit word for eight data bits: b8 makes b0..b8 even, b9 is the inverse of b8.
[[nodiscard]] uint16_t with_parity(uint8_t value);

/// True when b8 and b9 of `word` fit its low eight bits.
[[nodiscard]] bool parity_fits(uint16_t word);

/// Checksum word over the low nine bits of DID, SDID, DC and the user data words: nine-bit sum, b9 the inverse of b8.
[[nodiscard]] uint16_t checksum_of(uint16_t did, uint16_t sdid, uint16_t dc, std::span<const uint16_t> udw);

/// AncFault bits for parity and checksum of a received packet: what the words themselves tell. Nothing is refused for them: some
/// senders get only b9 of the checksum wrong (kAncFaultChecksumB9Only), one common OP-47 inserter sends the one's complement of the
/// sum (kAncFaultChecksum; see checksum_is_inverted), and all of these decode.
/// User data whose DID says 8-bit data is expected to carry parity in every word, as ST 2110-40 senders do.
[[nodiscard]] uint16_t verify(const AncPacket& packet);

/// True when the checksum word is the one's complement of the right nine-bit sum.
[[nodiscard]] bool checksum_is_inverted(const AncPacket& packet);

/// Completes a packet whose id, data_count and the low eight bits of whose user data are set: fills the DID, SDID, DC and checksum
/// words and the parity bits of the user data, and clears the faults.
void finish(AncPacket& packet);

}  // namespace cw::bus
