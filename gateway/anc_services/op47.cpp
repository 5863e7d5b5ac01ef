#include "gateway/anc_services/op47.h"

#include <algorithm>
#include <bit>

#include "gateway/core/byte_reader.h"

namespace cw::anc_services {
namespace {

constexpr uint16_t kIdentifier = 0x5115;
constexpr uint8_t kFooterId = 0x74;
constexpr uint8_t kFirstFieldBit = 0x80;
constexpr uint8_t kLineMask = 0x1F;
constexpr size_t kAddressOctet = 3;  // after two of run-in and the framing code
constexpr size_t kDataOctet = 5;
constexpr size_t kHeaderOctets = 8;  // page, subcode and control of row 0, before its display octets

/// P1 D1 P2 D2 P3 D3 P4 D4 from bit 0 (EN 300 706 §8.2).
constexpr uint8_t hamming84_codeword(unsigned data) {
  const unsigned d1 = data & 1U;
  const unsigned d2 = data >> 1 & 1U;
  const unsigned d3 = data >> 2 & 1U;
  const unsigned d4 = data >> 3 & 1U;
  const unsigned p1 = 1U ^ d1 ^ d3 ^ d4;
  const unsigned p2 = 1U ^ d1 ^ d2 ^ d4;
  const unsigned p3 = 1U ^ d1 ^ d2 ^ d3;
  const unsigned p4 = 1U ^ p1 ^ d1 ^ p2 ^ d2 ^ p3 ^ d3 ^ d4;
  return static_cast<uint8_t>(p1 | d1 << 1 | p2 << 2 | d2 << 3 | p3 << 4 | d3 << 5 | p4 << 6 | d4 << 7);
}

/// Reads Hamming nibbles one after the other and remembers what was wrong with them.
class NibbleReader {
 public:
  NibbleReader(WstPacket& packet, size_t position) : packet_(packet), position_(position) {}
  unsigned next() {
    const auto nibble = hamming84(packet_.octets[position_++], packet_.corrected_bits);
    if (!nibble) packet_.uncorrectable = true;
    return nibble.value_or(0);
  }

 private:
  WstPacket& packet_;
  size_t position_;
};

/// Page, subcode and control bits: eight nibbles (EN 300 706 §9.3.1).
void read_page_header(WstPacket& packet) {
  NibbleReader nibbles(packet, kDataOctet);
  const unsigned units = nibbles.next();
  packet.page = static_cast<uint8_t>(nibbles.next() << 4 | units);
  const unsigned s1 = nibbles.next();
  const unsigned s2_c4 = nibbles.next();
  const unsigned s3 = nibbles.next();
  const unsigned s4_c5_c6 = nibbles.next();
  const unsigned c7_to_c10 = nibbles.next();
  const unsigned c11_to_c14 = nibbles.next();
  packet.subcode = static_cast<uint16_t>(s1 | (s2_c4 & 7U) << 4 | s3 << 8 | (s4_c5_c6 & 3U) << 12);
  packet.control_bits =
      static_cast<uint16_t>((s2_c4 >> 3) << 4 | (s4_c5_c6 >> 2) << 5 | c7_to_c10 << 7 | c11_to_c14 << 11);
}

void read_wst(Bytes octets, uint8_t descriptor, WstPacket& packet) {
  constexpr uint8_t kMaxTextRow = 25;
  packet.first_field = (descriptor & kFirstFieldBit) != 0;
  packet.line = descriptor & kLineMask;
  std::copy(octets.begin(), octets.end(), packet.octets.begin());
  NibbleReader address(packet, kAddressOctet);
  const unsigned first = address.next();
  const unsigned second = address.next();
  packet.magazine = (first & 7U) == 0 ? 8 : static_cast<uint8_t>(first & 7U);
  packet.row = static_cast<uint8_t>(first >> 3 | second << 1);
  if (packet.row == 0) read_page_header(packet);
  if (packet.row > kMaxTextRow) return;  // coded otherwise
  for (const uint8_t octet : packet.display()) {
    if (std::popcount(octet) % 2 == 0) ++packet.parity_errors;
  }
}

void read_packets(ByteReader& reader, Op47Packet& sdp) {
  for (const uint8_t descriptor : sdp.descriptors) {
    if ((descriptor & kLineMask) == 0) continue;
    const Bytes octets = reader.bytes(WstPacket{}.octets.size());
    if (!reader.ok()) {
      sdp.faults |= kOp47FaultPackets;
      return;
    }
    read_wst(octets, descriptor, sdp.packets[sdp.packet_count++]);
  }
}

}  // namespace

std::span<const uint8_t> WstPacket::display() const {
  const size_t first = kDataOctet + (row == 0 ? kHeaderOctets : 0);
  return std::span<const uint8_t>(octets).subspan(first);
}

std::string WstPacket::text() const {
  constexpr uint8_t kSevenBits = 0x7F;
  std::string text;
  for (const uint8_t octet : display()) {
    const uint8_t character = octet & kSevenBits;
    text += character < ' ' ? ' ' : static_cast<char>(character);
  }
  return text;
}

std::optional<Op47Packet> parse_op47(std::span<const uint16_t> words) {
  std::array<uint8_t, bus::kMaxUserDataWords> octets{};
  const size_t size = std::min(words.size(), octets.size());
  for (size_t i = 0; i < size; ++i) octets[i] = static_cast<uint8_t>(words[i]);
  ByteReader reader(Bytes(octets).first(size));
  Op47Packet sdp;
  const uint16_t identifier = reader.u16();
  const uint8_t length = reader.u8();
  sdp.format_code = reader.u8();
  for (uint8_t& descriptor : sdp.descriptors) descriptor = reader.u8();
  if (!reader.ok() || identifier != kIdentifier) return std::nullopt;
  if (length != size) sdp.faults |= kOp47FaultLength;
  read_packets(reader, sdp);
  const uint8_t footer = reader.u8();
  sdp.sequence = reader.u16();
  reader.skip(1);
  if (!reader.ok() || footer != kFooterId) sdp.faults |= kOp47FaultFooter;
  unsigned sum = 0;
  for (size_t i = 0; i < size; ++i) sum += octets[i];
  if (sum % 256 != 0) sdp.faults |= kOp47FaultChecksum;
  return sdp;
}

std::optional<uint8_t> hamming84(uint8_t octet, uint8_t& corrected) {
  for (unsigned data = 0; data < 16; ++data) {
    const int distance = std::popcount(static_cast<uint8_t>(octet ^ hamming84_codeword(data)));
    if (distance > 1) continue;
    corrected = static_cast<uint8_t>(corrected + distance);
    return static_cast<uint8_t>(data);
  }
  return std::nullopt;
}

}  // namespace cw::anc_services
