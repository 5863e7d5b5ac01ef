#include "gateway/essence/anc_40/anc_payload.h"

#include <algorithm>

#include "gateway/bus/anc_words.h"

namespace cw::essence {
namespace {

constexpr size_t kPositionBytes = 4;
constexpr size_t kWordBits = 10;
constexpr size_t kFixedWords = 4;  // DID, SDID, data count, checksum
constexpr uint16_t kWordMask = 0x3FF;

/// Ten-bit words from the start of `data`, whose length the caller has checked against the word index.
class WordReader {
 public:
  explicit WordReader(Bytes data) : data_(data) {}
  [[nodiscard]] size_t words() const { return data_.size() * 8 / kWordBits; }
  [[nodiscard]] uint16_t word(size_t index) const {
    const size_t bit = index * kWordBits;
    return static_cast<uint16_t>((load_be16(&data_[bit / 8]) >> (6 - bit % 8)) & kWordMask);
  }
  /// Bits from the end of word `count` − 1 to the end of `data` are all zero.
  [[nodiscard]] bool rest_is_zero(size_t count) const {
    const size_t bit = count * kWordBits;
    if (bit % 8 != 0 && (data_[bit / 8] & (0xFFU >> (bit % 8))) != 0) return false;
    const auto rest = data_.subspan((bit + 7) / 8);
    return std::ranges::all_of(rest, [](uint8_t octet) { return octet == 0; });
  }

 private:
  Bytes data_;
};

/// Packs ten-bit words into octets, most significant bit first.
class WordWriter {
 public:
  explicit WordWriter(uint8_t* out) : out_(out) {}
  void put(uint16_t word) {
    bits_ = (bits_ << kWordBits) | (word & kWordMask);
    count_ += kWordBits;
    while (count_ >= 8) {
      count_ -= 8;
      *out_++ = static_cast<uint8_t>(bits_ >> count_);
    }
  }
  /// Zero bits up to `end`.
  void align_to(const uint8_t* end) {
    if (count_ > 0) *out_++ = static_cast<uint8_t>(bits_ << (8 - count_));
    while (out_ < end) *out_++ = 0;
  }

 private:
  uint8_t* out_;
  uint32_t bits_ = 0;
  size_t count_ = 0;
};

void read_position(const uint8_t* p, bus::AncPacket& out) {
  const uint32_t bits = load_be32(p);
  out.c = (bits >> 31) != 0;
  out.line = static_cast<uint16_t>((bits >> 20) & 0x7FF);
  out.horizontal_offset = static_cast<uint16_t>((bits >> 8) & 0xFFF);
  out.stream_flag = ((bits >> 7) & 1) != 0;
  out.stream_number = static_cast<uint8_t>(bits & 0x7F);
}

}  // namespace

std::optional<AncPayloadHeader> read_anc_payload_header(Bytes payload) {
  if (payload.size() < kAncPayloadHeaderBytes) return std::nullopt;
  const uint32_t third = load_be32(&payload[4]);
  return AncPayloadHeader{.extended_sequence = load_be16(payload.data()),
                          .length = load_be16(&payload[2]),
                          .anc_count = static_cast<uint8_t>(third >> 24),
                          .field = static_cast<bus::AncField>((third >> 22) & 3),
                          .reserved_is_zero = (third & 0x3F'FFFF) == 0};
}

void write_anc_payload_header(MutableBytes out, const AncPayloadHeader& header) {
  store_be16(out.data(), header.extended_sequence);
  store_be16(&out[2], header.length);
  store_be32(&out[4], (uint32_t{header.anc_count} << 24) | (static_cast<uint32_t>(header.field) << 22));
}

size_t read_anc_packet(Bytes data, bus::AncPacket& out) {
  if (data.size() < kPositionBytes) return 0;
  const WordReader reader(data.subspan(kPositionBytes));
  const size_t available = reader.words();
  if (available < kFixedWords - 1) return 0;
  read_position(data.data(), out);
  out.did_word = reader.word(0);
  out.sdid_word = reader.word(1);
  out.dc_word = reader.word(2);
  out.id = {static_cast<uint8_t>(out.did_word), static_cast<uint8_t>(out.sdid_word)};
  const size_t announced = out.dc_word & 0xFF;
  const bool truncated = available < announced + kFixedWords;
  const size_t count = truncated ? std::min(announced, available - (kFixedWords - 1)) : announced;
  out.data_count = static_cast<uint8_t>(count);
  for (size_t i = 0; i < count; ++i) out.user_data[i] = reader.word(kFixedWords - 1 + i);
  if (truncated) {
    out.checksum_word = 0;
    out.faults = static_cast<uint16_t>((bus::verify(out) & ~(bus::kAncFaultChecksum | bus::kAncFaultChecksumB9Only)) |
                                       bus::kAncFaultTruncated);
    return data.size();
  }
  out.checksum_word = reader.word(kFixedWords - 1 + count);
  out.faults = bus::verify(out);
  const size_t bytes = std::min(anc_packet_bytes(count), data.size());
  const WordReader exact(data.subspan(kPositionBytes, bytes - kPositionBytes));
  if (bytes < anc_packet_bytes(count) || !exact.rest_is_zero(count + kFixedWords))
    out.faults |= bus::kAncFaultWordAlign;
  return bytes;
}

size_t write_anc_packet(MutableBytes out, const bus::AncPacket& packet) {
  const size_t bytes = anc_packet_bytes(packet.data_count);
  if (out.size() < bytes) return 0;
  store_be32(out.data(), (packet.c ? 1U << 31 : 0U) | ((packet.line & 0x7FFU) << 20) |
                             ((packet.horizontal_offset & 0xFFFU) << 8) | (packet.stream_flag ? 0x80U : 0U) |
                             (packet.stream_number & 0x7FU));
  WordWriter writer(out.data() + kPositionBytes);
  writer.put(packet.did_word);
  writer.put(packet.sdid_word);
  writer.put(packet.dc_word);
  for (const uint16_t word : packet.words()) writer.put(word);
  writer.put(packet.checksum_word);
  writer.align_to(out.data() + bytes);
  return bytes;
}

}  // namespace cw::essence
