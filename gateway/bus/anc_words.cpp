#include "gateway/bus/anc_words.h"

#include <bit>

namespace cw::bus {
namespace {

constexpr uint32_t kNineBits = 0x1FF;
constexpr uint32_t kTenBits = 0x3FF;
constexpr uint32_t kB8 = 0x100;
constexpr uint32_t kB9 = 0x200;

constexpr uint16_t nine_bit_sum(uint16_t did, uint16_t sdid, uint16_t dc, std::span<const uint16_t> udw) {
  uint32_t sum = (did & kNineBits) + (sdid & kNineBits) + (dc & kNineBits);
  for (const uint16_t word : udw) sum += word & kNineBits;
  return static_cast<uint16_t>(sum & kNineBits);
}

uint16_t nine_bit_sum(const AncPacket& packet) {
  return nine_bit_sum(packet.did_word, packet.sdid_word, packet.dc_word, packet.words());
}

constexpr uint16_t with_inverse_b9(uint32_t nine_bits) {
  return static_cast<uint16_t>((nine_bits & kB8) != 0 ? nine_bits : nine_bits | kB9);
}

}  // namespace

uint16_t with_parity(uint8_t value) { return with_inverse_b9((std::popcount(value) & 1) != 0 ? value | kB8 : value); }

bool parity_fits(uint16_t word) { return (word & kTenBits) == with_parity(static_cast<uint8_t>(word)); }

uint16_t checksum_of(uint16_t did, uint16_t sdid, uint16_t dc, std::span<const uint16_t> udw) {
  return with_inverse_b9(nine_bit_sum(did, sdid, dc, udw));
}

uint16_t verify(const AncPacket& packet) {
  uint32_t faults = kAncFaultNone;
  if (!parity_fits(packet.did_word)) faults |= kAncFaultDidParity;
  if (!parity_fits(packet.sdid_word)) faults |= kAncFaultSdidParity;
  if (!parity_fits(packet.dc_word)) faults |= kAncFaultDcParity;
  for (const uint16_t word : packet.words()) {
    if (!parity_fits(word)) faults |= kAncFaultUdwParity;
  }
  const uint16_t sum = nine_bit_sum(packet);
  if ((packet.checksum_word & kNineBits) != sum) {
    faults |= kAncFaultChecksum;
  } else if ((packet.checksum_word & kTenBits) != with_inverse_b9(sum)) {
    faults |= kAncFaultChecksumB9Only;
  }
  return static_cast<uint16_t>(faults);
}

bool checksum_is_inverted(const AncPacket& packet) {
  return (packet.checksum_word & kNineBits) == (~nine_bit_sum(packet) & kNineBits);
}

void finish(AncPacket& packet) {
  packet.did_word = with_parity(packet.id.did);
  packet.sdid_word = with_parity(packet.id.sdid);
  packet.dc_word = with_parity(packet.data_count);
  for (size_t i = 0; i < packet.data_count; ++i)
    packet.user_data[i] = with_parity(static_cast<uint8_t>(packet.user_data[i]));
  packet.checksum_word = checksum_of(packet.did_word, packet.sdid_word, packet.dc_word, packet.words());
  packet.faults = kAncFaultNone;
}

}  // namespace cw::bus
