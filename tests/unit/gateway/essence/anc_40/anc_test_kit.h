// What the tests of -40 share: ANC packets with known words, and payloads that carry them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "gateway/bus/anc_words.h"
#include "gateway/essence/anc_40/anc_payload.h"

namespace cw::test {

/// A good packet with `count` user data words that depend on `seed`.
[[nodiscard]] inline bus::AncPacket anc_packet(DidSdid id, uint8_t count, uint8_t seed = 0) {
  bus::AncPacket packet;
  packet.id = id;
  packet.line = static_cast<uint16_t>(9 + seed);
  packet.horizontal_offset = 100;
  packet.data_count = count;
  for (uint8_t i = 0; i < count; ++i) packet.user_data[i] = static_cast<uint8_t>(seed + i * 3);
  bus::finish(packet);
  return packet;
}

/// The payload of one RTP packet.
[[nodiscard]] inline std::vector<uint8_t> anc_payload(std::span<const bus::AncPacket> packets,
                                                      bus::AncField field = bus::AncField::kProgressive) {
  std::vector<uint8_t> payload(essence::kAncPayloadHeaderBytes);
  for (const bus::AncPacket& packet : packets) {
    const size_t at = payload.size();
    payload.resize(at + essence::anc_packet_bytes(packet.data_count));
    const size_t written = essence::write_anc_packet(MutableBytes(payload).subspan(at), packet);
    payload.resize(at + written);
  }
  essence::write_anc_payload_header(payload,
                                    {.extended_sequence = 0,
                                     .length = static_cast<uint16_t>(payload.size() - essence::kAncPayloadHeaderBytes),
                                     .anc_count = static_cast<uint8_t>(packets.size()),
                                     .field = field});
  return payload;
}

[[nodiscard]] inline std::vector<uint8_t> anc_payload(std::initializer_list<bus::AncPacket> packets,
                                                      bus::AncField field = bus::AncField::kProgressive) {
  return anc_payload(std::span(packets.begin(), packets.size()), field);
}

}  // namespace cw::test
