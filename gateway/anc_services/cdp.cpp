#include "gateway/anc_services/cdp.h"

#include <algorithm>

#include "gateway/anc_services/anc_octets.h"
#include "gateway/core/byte_reader.h"

namespace cw::anc_services {
namespace {

constexpr uint16_t kIdentifier = 0x9669;
constexpr size_t kHeaderBytes = 7;
constexpr uint8_t kTimeCodeSection = 0x71;
constexpr uint8_t kCcDataSection = 0x72;
constexpr uint8_t kServiceInfoSection = 0x73;
constexpr uint8_t kFooterSection = 0x74;
constexpr uint8_t kFirstFutureSection = 0x75;
constexpr uint8_t kReservedFlag = 0x01;

struct CodedRate {
  int64_t num;
  int64_t den;
};
/// In the order of their codes, from 1.
constexpr std::array<CodedRate, 8> kCodedRates{
    {{24'000, 1001}, {24, 1}, {25, 1}, {30'000, 1001}, {30, 1}, {50, 1}, {60'000, 1001}, {60, 1}}};

constexpr uint8_t bcd(uint8_t tens, uint8_t units) { return static_cast<uint8_t>(tens * 10 + units); }

/// time_code_section:  11 hh hhhh | 1 mmm mmmm | F sss ssss | D 0 ff ffff
Timecode read_time_code(ByteReader& reader) {
  Timecode timecode;
  const uint8_t hours = reader.u8();
  const uint8_t minutes = reader.u8();
  const uint8_t seconds = reader.u8();
  const uint8_t frames = reader.u8();
  timecode.hours = bcd((hours >> 4) & 3, hours & 0xF);
  timecode.minutes = bcd((minutes >> 4) & 7, minutes & 0xF);
  timecode.second = (seconds & 0x80) != 0;
  timecode.seconds = bcd((seconds >> 4) & 7, seconds & 0xF);
  timecode.drop_frame = (frames & 0x80) != 0;
  timecode.frames = bcd((frames >> 4) & 3, frames & 0xF);
  return timecode;
}

/// ccdata_section:  111 count | { 11111 valid type | data | data }
void read_cc_data(ByteReader& reader, Cdp& cdp) {
  const uint8_t count = reader.u8() & 0x1F;
  for (uint8_t i = 0; i < count && reader.ok(); ++i) {
    const uint8_t head = reader.u8();
    CcTriplet triplet;
    triplet.valid = (head & 0x04) != 0;
    triplet.type = head & 0x03;
    triplet.data = {reader.u8(), reader.u8()};
    if (reader.ok()) cdp.cc[cdp.cc_count++] = triplet;
  }
}

/// caption_service_descriptor entry:  language | D 1 number, or D 1 11111 field | E W 111111 | 11111111
CdpService read_service(ByteReader& reader) {
  CdpService service;
  const uint8_t head = reader.u8();
  const bool short_number = (head & 0x40) != 0;
  service.number = short_number ? head & 0x1F : head & 0x3F;
  for (char& letter : service.language) letter = static_cast<char>(reader.u8());
  const uint8_t kind = reader.u8();
  service.digital = (kind & 0x80) != 0;
  service.field2 = !service.digital && (kind & 0x01) != 0;
  const uint8_t flags = reader.u8();
  service.easy_reader = (flags & 0x80) != 0;
  service.wide_aspect = (flags & 0x40) != 0;
  reader.skip(1);
  return service;
}

void read_service_info(ByteReader& reader, Cdp& cdp) {
  const uint8_t count = reader.u8() & 0x0F;
  cdp.service_count = 0;
  for (uint8_t i = 0; i < count && reader.ok(); ++i) {
    const CdpService service = read_service(reader);
    if (reader.ok()) cdp.services[cdp.service_count++] = service;
  }
}

void read_footer(ByteReader& reader, Cdp& cdp) {
  const uint16_t sequence = reader.u16();
  reader.skip(1);
  if (reader.ok() && sequence != cdp.sequence) cdp.faults |= kCdpFaultFooterSequence;
}

/// False when no further section can be found.
bool read_section(ByteReader& reader, Cdp& cdp) {
  const uint8_t id = reader.u8();
  switch (id) {
    case kTimeCodeSection: cdp.time_code = read_time_code(reader); break;
    case kCcDataSection:
      cdp.cc_count = 0;
      read_cc_data(reader, cdp);
      break;
    case kServiceInfoSection: read_service_info(reader, cdp); break;
    case kFooterSection: read_footer(reader, cdp); break;
    default:
      if (id < kFirstFutureSection) {
        cdp.faults |= kCdpFaultSection;
        return false;
      }
      reader.skip(reader.u8());
  }
  if (!reader.ok()) cdp.faults |= kCdpFaultSection;
  return reader.ok() && id != kFooterSection;
}

void read_sections(ByteReader& reader, Cdp& cdp) {
  bool footer = false;
  while (reader.remaining() > 0) {
    if (read_section(reader, cdp)) continue;
    footer = (cdp.faults & kCdpFaultSection) == 0;
    break;
  }
  if (!footer) cdp.faults |= kCdpFaultFooterMissing;
  if (reader.remaining() > 0) cdp.faults |= kCdpFaultLength;
}

void write_time_code(AncOctetWriter& out, const Timecode& timecode) {
  const auto digits = [](uint8_t value) { return static_cast<unsigned>((value / 10) << 4 | value % 10); };
  out.u8(kTimeCodeSection);
  out.u8(0xC0U | digits(timecode.hours));
  out.u8(0x80U | digits(timecode.minutes));
  out.u8((timecode.second ? 0x80U : 0U) | digits(timecode.seconds));
  out.u8((timecode.drop_frame ? 0x80U : 0U) | digits(timecode.frames));
}

void write_cc_data(AncOctetWriter& out, const Cdp& cdp) {
  out.u8(kCcDataSection);
  out.u8(0xE0U | cdp.cc_count);
  for (const auto& triplet : cdp.triplets()) {
    out.u8(0xF8U | (triplet.valid ? 0x04U : 0U) | (triplet.type & 0x03U));
    out.u8(triplet.data[0]);
    out.u8(triplet.data[1]);
  }
}

void write_service_info(AncOctetWriter& out, const Cdp& cdp) {
  constexpr unsigned kShared = kCdpServiceInfoStart | kCdpServiceInfoChange | kCdpServiceInfoComplete;
  out.u8(kServiceInfoSection);
  out.u8(0x80U | (cdp.flags & kShared) << 2 | cdp.service_count);
  for (size_t i = 0; i < cdp.service_count; ++i) {
    const CdpService& service = cdp.services[i];
    out.u8(service.number <= 0x1F ? 0xE0U | service.number : 0x80U | (service.number & 0x3FU));
    for (const char letter : service.language) out.u8(static_cast<uint8_t>(letter));
    out.u8(service.digital ? 0xC0U | (service.number & 0x3FU) : 0x7EU | (service.field2 ? 1U : 0U));
    out.u8((service.easy_reader ? 0x80U : 0U) | (service.wide_aspect ? 0x40U : 0U) | 0x3FU);
    out.u8(0xFF);
  }
}

}  // namespace

uint8_t cdp_frame_rate_code(FrameRate rate) {
  for (size_t i = 0; i < kCodedRates.size(); ++i) {
    if (rate == Rate::create(kCodedRates[i].num, kCodedRates[i].den)) return static_cast<uint8_t>(i + 1);
  }
  return 0;
}

std::optional<Cdp> parse_cdp(std::span<const uint16_t> words) {
  std::array<uint8_t, bus::kMaxUserDataWords> octets{};
  const size_t size = std::min(words.size(), octets.size());
  for (size_t i = 0; i < size; ++i) octets[i] = static_cast<uint8_t>(words[i]);
  ByteReader header(Bytes(octets).first(size));
  const uint16_t identifier = header.u16();
  const uint8_t length = header.u8();
  Cdp cdp;
  cdp.frame_rate_code = header.u8() >> 4;
  cdp.flags = header.u8();
  cdp.sequence = header.u16();
  if (!header.ok() || identifier != kIdentifier) return std::nullopt;
  if (length != size) cdp.faults |= kCdpFaultLength;
  const size_t end = std::clamp<size_t>(length, kHeaderBytes, size);
  ByteReader sections(Bytes(octets).subspan(kHeaderBytes, end - kHeaderBytes));
  read_sections(sections, cdp);
  unsigned sum = 0;
  for (size_t i = 0; i < end; ++i) sum += octets[i];
  if (sum % 256 != 0) cdp.faults |= kCdpFaultChecksum;
  return cdp;
}

void build_cdp(const Cdp& cdp, bus::AncPacket& packet) {
  constexpr size_t kLengthPosition = 2;
  constexpr unsigned kPresent = kCdpTimeCodePresent | kCdpCcDataPresent | kCdpServiceInfoPresent;
  AncOctetWriter out(packet, kCdpId);
  out.u16(kIdentifier);
  out.u8(0);
  out.u8(static_cast<unsigned>(cdp.frame_rate_code) << 4 | 0x0FU);
  unsigned flags = (cdp.flags & ~kPresent & 0xFFU) | kReservedFlag;
  if (cdp.time_code) flags |= kCdpTimeCodePresent;
  if (cdp.cc_count > 0) flags |= kCdpCcDataPresent;
  if (cdp.service_count > 0) flags |= kCdpServiceInfoPresent;
  out.u8(flags);
  out.u16(cdp.sequence);
  if (cdp.time_code) write_time_code(out, *cdp.time_code);
  if (cdp.cc_count > 0) write_cc_data(out, cdp);
  if (cdp.service_count > 0) write_service_info(out, cdp);
  out.u8(kFooterSection);
  out.u16(cdp.sequence);
  out.set_u8(kLengthPosition, out.size() + 1U);
  out.u8(out.checksum());
  out.finish();
}

}  // namespace cw::anc_services
