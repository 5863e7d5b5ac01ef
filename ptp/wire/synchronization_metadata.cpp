#include "ptp/wire/synchronization_metadata.h"

#include "ptp/wire/byte_writer.h"

namespace cw::ptp {
namespace {

constexpr uint32_t kSmpteOrganization = 0x6897E8;
constexpr uint32_t kSubtype = 0x000001;

uint32_t read_u24(ByteReader& reader) {
  const uint32_t high = reader.u8();
  return high << 16 | reader.u16();
}

uint64_t read_u48(ByteReader& reader) {
  const uint64_t high = reader.u16();
  return high << 32 | reader.u32();
}

void write_u24(ByteWriter& writer, uint32_t value) {
  writer.u8(static_cast<uint8_t>(value >> 16));
  writer.u16(static_cast<uint16_t>(value));
}

}  // namespace

std::optional<SynchronizationMetadata> parse_synchronization_metadata(const Tlv& tlv) {
  if (tlv.type != tlv_type::kOrganizationExtension) return std::nullopt;
  ByteReader reader(tlv.value);
  if (read_u24(reader) != kSmpteOrganization || read_u24(reader) != kSubtype) return std::nullopt;
  SynchronizationMetadata metadata;
  metadata.frame_rate_numerator = reader.u32();
  metadata.frame_rate_denominator = reader.u32();
  metadata.locking = static_cast<MasterLockingStatus>(reader.u8());
  metadata.time_address_flags = reader.u8();
  metadata.local_offset_s = static_cast<int32_t>(reader.u32());
  metadata.jump_s = static_cast<int32_t>(reader.u32());
  metadata.next_jump_s = read_u48(reader);
  metadata.next_jam_s = read_u48(reader);
  metadata.previous_jam_s = read_u48(reader);
  metadata.previous_jam_local_offset_s = static_cast<int32_t>(reader.u32());
  metadata.daylight_saving = reader.u8();
  metadata.leap_second_jump = reader.u8();
  if (!reader.ok()) return std::nullopt;
  return metadata;
}

std::optional<SynchronizationMetadata> parse_synchronization_metadata(const Message& message) {
  if (message.header.type != MessageType::kManagement) return std::nullopt;
  TlvReader tlvs(message.tlvs);
  while (const auto tlv = tlvs.next()) {
    if (const auto metadata = parse_synchronization_metadata(*tlv)) return metadata;
  }
  return std::nullopt;
}

size_t write_synchronization_metadata(const SynchronizationMetadata& metadata, MutableBytes out) {
  ByteWriter writer(out);
  writer.u16(tlv_type::kOrganizationExtension);
  writer.u16(kSynchronizationMetadataTlvBytes - kTlvHeaderBytes);
  write_u24(writer, kSmpteOrganization);
  write_u24(writer, kSubtype);
  writer.u32(metadata.frame_rate_numerator);
  writer.u32(metadata.frame_rate_denominator);
  writer.u8(static_cast<uint8_t>(metadata.locking));
  writer.u8(metadata.time_address_flags);
  writer.u32(static_cast<uint32_t>(metadata.local_offset_s));
  writer.u32(static_cast<uint32_t>(metadata.jump_s));
  writer.u48(metadata.next_jump_s);
  writer.u48(metadata.next_jam_s);
  writer.u48(metadata.previous_jam_s);
  writer.u32(static_cast<uint32_t>(metadata.previous_jam_local_offset_s));
  writer.u8(metadata.daylight_saving);
  writer.u8(metadata.leap_second_jump);
  return writer.ok() ? writer.size() : 0;
}

}  // namespace cw::ptp
