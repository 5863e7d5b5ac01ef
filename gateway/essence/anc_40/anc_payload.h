// The RTP payload of ST 2110-40 (RFC 8331 §2), read and written with every check.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   |    extended sequence number   |            length             |
//   |   ANC_Count   | F |                reserved                   |
//   |C|     line number     |   horizontal offset   |S|  StreamNum  |  ┐ ANC_Count times,
//   |        DID        |       SDID        |    data count     | …   │ ten-bit words,
//   | … user data words …   |    checksum   | word_align (zero bits)  ┘ padded to 32 bits
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/bus/anc_frame.h"
#include "gateway/core/byte_reader.h"

namespace cw::essence {

inline constexpr size_t kAncPayloadHeaderBytes = 8;

struct AncPayloadHeader {
  uint16_t extended_sequence = 0;
  uint16_t length = 0;  ///< octets of ANC data that follow the header
  uint8_t anc_count = 0;
  bus::AncField field = bus::AncField::kProgressive;
  bool reserved_is_zero = true;
};

/// nullopt when shorter than the header.
[[nodiscard]] std::optional<AncPayloadHeader> read_anc_payload_header(Bytes payload);
/// `out` has at least kAncPayloadHeaderBytes. Reserved bits are zero.
void write_anc_payload_header(MutableBytes out, const AncPayloadHeader& header);

/// Octets of an ANC packet with `user_words` user data words in the payload.
[[nodiscard]] constexpr size_t anc_packet_bytes(size_t user_words) {
  constexpr size_t kPosition = 4;
  constexpr size_t kWordBits = 10;
  constexpr size_t kAlignBits = 32;
  return kPosition + (((user_words + 4) * kWordBits + kAlignBits - 1) / kAlignBits) * 4;
}

/// Reads one ANC packet from the start of `data`. 0 when not even its data count is there; otherwise the octets it takes, at most
/// data.size(). Faults are flagged in `out`, with all its ten-bit words kept: parity, checksum, word_align bits, truncation (then
/// data_count is what could be read).
[[nodiscard]] size_t read_anc_packet(Bytes data, bus::AncPacket& out);
/// Writes the packet's words as they are; octets written, 0 when `out` is too small.
[[nodiscard]] size_t write_anc_packet(MutableBytes out, const bus::AncPacket& packet);

}  // namespace cw::essence
