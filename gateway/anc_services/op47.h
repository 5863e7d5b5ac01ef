// OP-47 subtitling distribution packet (RDD 8), ANC 43/02: up to five teletext (WST) packets per field.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "gateway/bus/anc_frame.h"

namespace cw::anc_services {

inline constexpr DidSdid kOp47Id{0x43, 0x02};
inline constexpr size_t kMaxWstPackets = 5;

/// Bits of Op47Packet::faults.
enum Op47Fault : uint16_t {
  kOp47FaultNone = 0,
  kOp47FaultLength = 1 << 0,    ///< length field is not the number of user data words
  kOp47FaultPackets = 1 << 1,   ///< a teletext packet that the descriptors announce is not there
  kOp47FaultFooter = 1 << 2,    ///< footer id is not 74h
  kOp47FaultChecksum = 1 << 3,  ///< octets do not add up to 0 mod 256
};

/// One teletext packet (ETSI EN 300 706 §7).
struct WstPacket {
  uint8_t line = 0;  ///< VBI line from its descriptor
  bool first_field = false;
  uint8_t magazine = 0;        ///< 1..8
  uint8_t row = 0;             ///< 0 header, 1..24 text, 25.. enhancement
  uint8_t corrected_bits = 0;  ///< by Hamming 8/4
  bool uncorrectable = false;
  uint8_t page = 0;           ///< row 0 only: two hex digits
  uint16_t subcode = 0;       ///< row 0 only: S1 in bits 0..3, S2 in 4..6, S3 in 8..11, S4 in 12..13
  uint16_t control_bits = 0;  ///< row 0 only: C4 in bit 4 … C14 in bit 14
  uint8_t parity_errors = 0;  ///< odd parity of display octets
  std::array<uint8_t, 45>
      octets{};  ///< run-in, framing code, address, data: as received, least significant bit first sent
  /// Display characters, 7 bits each: 40, or 32 in row 0.
  [[nodiscard]] std::span<const uint8_t> display() const;
  /// Display characters as text, control codes as spaces.
  [[nodiscard]] std::string text() const;
};

struct Op47Packet {
  uint8_t format_code = 0;
  std::array<uint8_t, 5> descriptors{};
  uint8_t packet_count = 0;
  std::array<WstPacket, kMaxWstPackets> packets{};
  uint16_t sequence = 0;
  uint16_t faults = kOp47FaultNone;
  [[nodiscard]] std::span<const WstPacket> wst() const { return {packets.data(), packet_count}; }
};

/// User data words to an SDP; nullopt when they do not start as one (51h 15h). What could be read is given, with faults.
[[nodiscard]] std::optional<Op47Packet> parse_op47(std::span<const uint16_t> words);

/// Hamming 8/4: the four data bits, or nullopt when more than one bit is wrong; `corrected` is raised by the bits put right.
[[nodiscard]] std::optional<uint8_t> hamming84(uint8_t octet, uint8_t& corrected);

}  // namespace cw::anc_services
