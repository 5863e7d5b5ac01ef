#include "gateway/anc_services/dtvcc.h"

#include <algorithm>

namespace cw::anc_services {
namespace {

constexpr uint8_t kSequenceMask = 0x03;
constexpr uint8_t kSizeMask = 0x3F;
constexpr size_t kLongestPacket = 128;  // size code 0
constexpr size_t kMaxBlockData = 31;
constexpr uint8_t kExtendedService = 7;
constexpr size_t kColumns = 32;

constexpr uint8_t kEndOfText = 0x03;
constexpr uint8_t kCarriageReturn = 0x0D;
constexpr uint8_t kSetPenLocation = 0x92;
constexpr uint8_t kDefineWindow0 = 0x98;

/// DefineWindow of CEA-708 §8.10.5.2: visible, row and column locked, priority 3; anchored at the bottom centre of the relative
/// position 90 % down, 50 % across; 2 rows of 32 columns; window style 4 (roll-up), pen style 1. Then the pen to row 1, column 0.
constexpr std::array<uint8_t, 10> kDefineRollUpWindow{kDefineWindow0, 0x3B,       0x80 | 90,       50, 7 << 4 | 1,
                                                      kColumns - 1,   4 << 3 | 1, kSetPenLocation, 1,  0};

}  // namespace

Bytes DtvccCollector::on_triplet(const CcTriplet& triplet) {
  if (!triplet.valid || triplet.type < kCcDtvccData) return {};
  if (filled_ == wanted_) filled_ = wanted_ = 0;  // the last packet has been handed out
  if (triplet.type == kCcDtvccStart) {
    begin_packet(triplet);
  } else {
    for (const uint8_t octet : triplet.data) {
      if (filled_ < wanted_) packet_[filled_++] = octet;
    }
  }
  return wanted_ != 0 && filled_ == wanted_ ? Bytes(packet_).first(filled_) : Bytes{};
}

void DtvccCollector::begin_packet(const CcTriplet& triplet) {
  if (wanted_ != 0) ++short_packets_;
  const auto sequence = static_cast<uint8_t>(triplet.data[0] >> 6);
  if (last_sequence_ && sequence != ((*last_sequence_ + 1) & kSequenceMask)) ++sequence_breaks_;
  last_sequence_ = sequence;
  const size_t code = triplet.data[0] & kSizeMask;
  wanted_ = (code == 0 ? kLongestPacket : code * 2) - 1;
  filled_ = 0;
  packet_[filled_++] = triplet.data[1];
  ++packets_;
}

std::optional<DtvccServiceBlock> next_service_block(Bytes& packet) {
  ByteReader reader(packet);
  const uint8_t head = reader.u8();
  const size_t size = head & 0x1FU;
  DtvccServiceBlock block;
  block.service = head >> 5;
  if (block.service == 0 && size == 0) return std::nullopt;
  if (block.service == kExtendedService && size > 0) block.service = reader.u8() & 0x3F;
  block.data = reader.bytes(size);
  if (!reader.ok()) return std::nullopt;
  packet = reader.rest();
  return block;
}

std::vector<uint8_t> window_text(std::string_view text, bool define) {
  std::vector<uint8_t> data;
  data.reserve(kDefineRollUpWindow.size() + kColumns + 2);
  if (define) {
    for (const uint8_t octet : kDefineRollUpWindow) data.push_back(octet);
  }
  data.push_back(kCarriageReturn);
  for (const char character : text.substr(0, kColumns)) {
    data.push_back(character >= ' ' && character <= '~' ? static_cast<uint8_t>(character) : uint8_t{' '});
  }
  data.push_back(kEndOfText);
  return data;
}

void DtvccPacketizer::append(uint8_t service, Bytes data, std::vector<CcTriplet>& out) {
  while (!data.empty()) {
    const Bytes block = data.first(std::min(data.size(), kMaxBlockData));
    data = data.subspan(block.size());
    // packet header, block header, data; a null block header fills up to an even size
    const size_t size = (2 + block.size() + 1) / 2 * 2;
    std::array<uint8_t, kMaxBlockData + 3> packet{};
    packet[0] = static_cast<uint8_t>(size_t{sequence_} << 6 | size / 2);
    packet[1] = static_cast<uint8_t>(size_t{service} << 5 | block.size());
    std::copy(block.begin(), block.end(), packet.begin() + 2);
    sequence_ = (sequence_ + 1) & kSequenceMask;
    for (size_t i = 0; i < size; i += 2) {
      out.push_back({.type = i == 0 ? kCcDtvccStart : kCcDtvccData, .valid = true, .data = {packet[i], packet[i + 1]}});
    }
  }
}

}  // namespace cw::anc_services
