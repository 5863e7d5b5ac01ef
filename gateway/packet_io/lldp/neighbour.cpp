#include "gateway/packet_io/lldp/neighbour.h"

#include "gateway/core/byte_reader.h"
#include "gateway/packet_io/ethernet.h"

namespace cw::packet_io {
namespace {

// A TLV begins with 7 bits of type and 9 bits of length (§8.4).
constexpr unsigned kLengthBits = 9;
constexpr uint16_t kLengthMask = (1U << kLengthBits) - 1;
constexpr uint16_t kChassisId = 1;
constexpr uint16_t kPortId = 2;
constexpr uint16_t kTimeToLive = 3;

// Subtypes (§8.5.2.2, §8.5.3.2): the same kinds of identifier have other numbers in the two TLVs.
struct Subtypes {
  uint8_t mac;
  uint8_t network_address;
};
constexpr Subtypes kOfChassis{.mac = 4, .network_address = 5};
constexpr Subtypes kOfPort{.mac = 3, .network_address = 4};
constexpr uint8_t kFamilyIpv4 = 1;
constexpr size_t kIpv4Octets = 4;

void add_hex(NeighbourId& id, Bytes octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (size_t i = 0; i < octets.size(); ++i) {
    if (i > 0) id.add('-');
    id.add(kDigits[octets[i] >> 4]);
    id.add(kDigits[octets[i] & 0x0F]);
  }
}

void add_decimal(NeighbourId& id, uint8_t value) {
  if (value >= 100) id.add(static_cast<char>('0' + value / 100));
  if (value >= 10) id.add(static_cast<char>('0' + value / 10 % 10));
  id.add(static_cast<char>('0' + value % 10));
}

void add_ipv4(NeighbourId& id, Bytes octets) {
  for (size_t i = 0; i < octets.size(); ++i) {
    if (i > 0) id.add('.');
    add_decimal(id, octets[i]);
  }
}

void add_text(NeighbourId& id, Bytes octets) {
  for (const uint8_t octet : octets) id.add(octet >= ' ' && octet < 0x7F ? static_cast<char>(octet) : '?');
}

/// Subtype and identifier; empty when there is none.
NeighbourId read_id(Bytes value, const Subtypes& subtypes) {
  NeighbourId id;
  if (value.size() < 2) return id;
  const uint8_t subtype = value[0];
  const Bytes octets = value.subspan(1);
  if (subtype == subtypes.mac && octets.size() == kMacBytes) {
    add_hex(id, octets);
  } else if (subtype == subtypes.network_address && octets[0] == kFamilyIpv4 && octets.size() == 1 + kIpv4Octets) {
    add_ipv4(id, octets.subspan(1));
  } else if (subtype == subtypes.network_address) {
    add_hex(id, octets.subspan(1));
  } else {
    add_text(id, octets);
  }
  return id;
}

// The value of the next TLV, if it is of this type and all there.
std::optional<Bytes> read_tlv(ByteReader& reader, uint16_t type) {
  const uint16_t head = reader.u16();
  const Bytes value = reader.bytes(head & kLengthMask);
  if (!reader.ok() || head >> kLengthBits != type) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Neighbour> parse_lldp(Bytes frame) {
  ByteReader reader(frame);
  reader.skip(2 * kMacBytes);
  if (reader.u16() != kEtherTypeLldp || !reader.ok()) return std::nullopt;
  // The three mandatory TLVs come first, in this order (§8.2).
  const std::optional<Bytes> chassis = read_tlv(reader, kChassisId);
  const std::optional<Bytes> port = read_tlv(reader, kPortId);
  const std::optional<Bytes> time_to_live = read_tlv(reader, kTimeToLive);
  if (!chassis || !port || !time_to_live || time_to_live->size() < sizeof(uint16_t)) return std::nullopt;
  const Neighbour neighbour{.chassis_id = read_id(*chassis, kOfChassis),
                            .port_id = read_id(*port, kOfPort),
                            .ttl_s = load_be16(time_to_live->data())};
  if (neighbour.chassis_id.text().empty() || neighbour.port_id.text().empty()) return std::nullopt;
  return neighbour;
}

void NeighbourTable::on_frame(Bytes frame, TaiTime now) {
  const std::optional<Neighbour> heard = parse_lldp(frame);
  if (!heard) return;
  neighbour_ = heard;
  heard_ = now;
}

std::optional<Neighbour> NeighbourTable::neighbour(TaiTime now) const {
  if (!neighbour_ || now - heard_ >= std::chrono::seconds(neighbour_->ttl_s)) return std::nullopt;
  return neighbour_;
}

}  // namespace cw::packet_io
