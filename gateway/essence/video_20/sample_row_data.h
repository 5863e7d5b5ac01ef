// The payload header of a ST 2110-20 packet (§6.1, RFC 4175 §4.3): which pixels of which rows the packet carries. First step of
// VideoAssembler, last of VideoPacketizer.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   |   extended sequence number    |          SRD length           |
//   |F|       SRD row number        |C|         SRD offset          |
//   |  if C: length, F, row, C, offset of the next SRD (up to three) |
//   |  … then the pgroups of all SRDs, one after the other           |
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/byte_reader.h"

namespace cw::essence {

inline constexpr size_t kMaxSrds = 3;
inline constexpr size_t kExtendedSequenceOctets = 2;
inline constexpr size_t kSrdHeaderOctets = 6;

/// One sample row data segment.
struct SampleRowData {
  uint16_t length_octets = 0;
  uint16_t row = 0;            ///< 15 bits, counted per field
  uint16_t offset_pixels = 0;  ///< 15 bits
  bool second_field = false;   ///< F
};

struct VideoPayload {
  uint16_t extended_sequence = 0;  ///< upper 16 bits of the sequence number; some senders leave it 0
  size_t srd_count = 0;
  std::array<SampleRowData, kMaxSrds> srds;
  Bytes data;  ///< pgroups of all SRDs; octets behind them are cut off
};

/// Why a payload is refused as a whole.
enum class SrdFault : uint8_t {
  kNone,
  kShort,        ///< headers or the data they promise run past the end
  kTooManySrds,  ///< a fourth header is announced
};

/// Reads in place; `*out` views `payload` and is complete only for kNone.
[[nodiscard]] inline SrdFault parse_video_payload(Bytes payload, VideoPayload* out) {
  constexpr uint16_t kFlag = 0x8000;
  constexpr uint16_t kNumber = 0x7FFF;
  if (payload.size() < kExtendedSequenceOctets) return SrdFault::kShort;
  out->extended_sequence = load_be16(payload.data());
  size_t position = kExtendedSequenceOctets;
  size_t data_octets = 0;
  bool more = true;
  for (out->srd_count = 0; more; ++out->srd_count) {
    if (out->srd_count == kMaxSrds) return SrdFault::kTooManySrds;
    if (payload.size() - position < kSrdHeaderOctets) return SrdFault::kShort;
    const uint8_t* header = payload.data() + position;
    SampleRowData& srd = out->srds[out->srd_count];
    const uint16_t row = load_be16(header + 2);
    const uint16_t offset = load_be16(header + 4);
    srd.length_octets = load_be16(header);
    srd.row = row & kNumber;
    srd.offset_pixels = offset & kNumber;
    srd.second_field = (row & kFlag) != 0;
    more = (offset & kFlag) != 0;
    data_octets += srd.length_octets;
    position += kSrdHeaderOctets;
  }
  if (payload.size() - position < data_octets) return SrdFault::kShort;
  out->data = payload.subspan(position, data_octets);
  return SrdFault::kNone;
}

/// `out` has kSrdHeaderOctets; `more`: the continuation bit C.
inline void write_srd_header(uint8_t* out, const SampleRowData& srd, bool more) {
  constexpr unsigned kFlag = 0x8000;
  store_be16(out, srd.length_octets);
  store_be16(out + 2, static_cast<uint16_t>(srd.row | (srd.second_field ? kFlag : 0)));
  store_be16(out + 4, static_cast<uint16_t>(srd.offset_pixels | (more ? kFlag : 0)));
}

}  // namespace cw::essence
