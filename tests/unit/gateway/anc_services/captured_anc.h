// The ANC packets of a -40 capture, unpacked here by RFC 8331 §2 without the receive chain, and the description beside the capture.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "gateway/bus/anc_frame.h"
#include "gateway/packet_io/frame_parser.h"
#include "gateway/packet_io/pcap/captured_streams.h"
#include "gateway/packet_io/pcap/pcap_reader.h"

namespace cw::test {

struct CapturedAnc {
  int record = 0;  ///< 1-based number in the capture
  bus::AncPacket packet;
};

/// Big-endian bits, most significant first; zeros past the end.
class BitReader {
 public:
  explicit BitReader(Bytes data) : data_(data) {}
  unsigned bits(size_t count) {
    unsigned value = 0;
    for (size_t i = 0; i < count; ++i, ++position_) {
      const size_t octet = position_ / 8;
      value = value << 1 | (octet < data_.size() ? data_[octet] >> (7 - position_ % 8) & 1U : 0U);
    }
    return value;
  }
  void align_to_32() { position_ = (position_ + 31) / 32 * 32; }

 private:
  Bytes data_;
  size_t position_ = 0;
};

inline bus::AncPacket read_anc(BitReader& bits) {
  const auto word = [&](size_t count) { return static_cast<uint16_t>(bits.bits(count)); };
  bus::AncPacket packet;
  packet.c = word(1) != 0;
  packet.line = word(11);
  packet.horizontal_offset = word(12);
  packet.stream_flag = word(1) != 0;
  packet.stream_number = static_cast<uint8_t>(word(7));
  packet.did_word = word(10);
  packet.sdid_word = word(10);
  packet.dc_word = word(10);
  packet.id = {static_cast<uint8_t>(packet.did_word), static_cast<uint8_t>(packet.sdid_word)};
  packet.data_count = static_cast<uint8_t>(packet.dc_word);
  for (size_t i = 0; i < packet.data_count; ++i) packet.user_data[i] = word(10);
  packet.checksum_word = word(10);
  bits.align_to_32();
  return packet;
}

inline std::vector<CapturedAnc> read_captured_anc(const std::filesystem::path& capture) {
  std::vector<CapturedAnc> all;
  auto reader = packet_io::PcapReader::open(capture);
  int record = 0;
  while (const auto frame = reader->next()) {
    ++record;
    UdpDatagram datagram;
    if (packet_io::parse_frame(frame->frame, frame->arrival, &datagram) != packet_io::FrameKind::kUdp) continue;
    const auto rtp = packet_io::read_rtp_header(datagram.payload);
    if (!rtp || datagram.payload.size() < rtp->octets + 8) continue;
    const Bytes payload = datagram.payload.subspan(rtp->octets);
    BitReader bits(payload.subspan(8));
    for (unsigned i = 0; i < payload[4]; ++i) all.push_back({record, read_anc(bits)});
  }
  return all;
}

/// `expect` of the one flow that the capture's description has.
inline nlohmann::json expected_of(const std::filesystem::path& capture) {
  const auto description = nlohmann::json::parse(std::ifstream(capture.string() + ".json"));
  return description.contains("flows") ? description["flows"][0]["expect"] : description["expect"];
}

}  // namespace cw::test
