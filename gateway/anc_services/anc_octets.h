// Octets in and out of the user data words of an ANC packet, for services that carry 8-bit data.
#pragma once

#include <cstdint>

#include "gateway/bus/anc_frame.h"
#include "gateway/bus/anc_words.h"

namespace cw::anc_services {

/// Appends octets to a packet's user data; what does not fit is dropped, which builders rule out by their own limits.
class AncOctetWriter {
 public:
  AncOctetWriter(bus::AncPacket& packet, DidSdid id) : packet_(packet) {
    packet_.id = id;
    packet_.data_count = 0;
  }
  void u8(unsigned value) {
    if (packet_.data_count < bus::kMaxUserDataWords)
      packet_.user_data[packet_.data_count++] = static_cast<uint8_t>(value);
  }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void set_u8(size_t position, unsigned value) { packet_.user_data[position] = static_cast<uint8_t>(value); }
  [[nodiscard]] uint8_t size() const { return packet_.data_count; }
  /// What must be added so that all octets sum up to 0 mod 256.
  [[nodiscard]] uint8_t checksum() const {
    unsigned sum = 0;
    for (const uint16_t word : packet_.words()) sum += word & 0xFFU;
    return static_cast<uint8_t>(0U - sum);
  }
  /// Parity bits and the packet's own checksum.
  void finish() { bus::finish(packet_); }

 private:
  bus::AncPacket& packet_;
};

}  // namespace cw::anc_services
