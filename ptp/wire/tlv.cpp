#include "ptp/wire/tlv.h"

#include "ptp/wire/byte_writer.h"

namespace cw::ptp {

std::optional<Tlv> TlvReader::next() {
  if (!ok_ || reader_.remaining() == 0) return std::nullopt;
  Tlv tlv;
  tlv.type = reader_.u16();
  const uint16_t length = reader_.u16();
  tlv.value = reader_.bytes(length);
  ok_ = reader_.ok() && length % 2 == 0;
  if (!ok_) return std::nullopt;
  return tlv;
}

size_t write_tlv(const Tlv& tlv, MutableBytes out) {
  if (tlv.value.size() > 0xFFFE || tlv.value.size() % 2 != 0) return 0;
  ByteWriter writer(out);
  writer.u16(tlv.type);
  writer.u16(static_cast<uint16_t>(tlv.value.size()));
  writer.bytes(tlv.value);
  return writer.ok() ? writer.size() : 0;
}

}  // namespace cw::ptp
