#include "ptp/wire/messages.h"

#include <limits>
#include <utility>

#include "gateway/core/tai_time.h"
#include "ptp/wire/byte_writer.h"
#include "ptp/wire/tlv.h"

namespace cw::ptp {
namespace {

constexpr size_t kHeaderBytes = 34;
constexpr uint8_t kVersion = 2;
constexpr uint64_t kMaxSeconds = std::numeric_limits<int64_t>::max() / kNsPerSecond - 1;

/// Table 23: what a receiver of 1588-2002 hardware still looks at.
uint8_t control_field(MessageType type) {
  switch (type) {
    case MessageType::kSync: return 0;
    case MessageType::kDelayReq: return 1;
    case MessageType::kFollowUp: return 2;
    case MessageType::kDelayResp: return 3;
    case MessageType::kManagement: return 4;
    default: return 5;
  }
}

/// Octets of header and body (clause 13.5 to 13.12); 0 for a reserved type.
size_t fixed_bytes(uint8_t type) {
  switch (static_cast<MessageType>(type)) {
    case MessageType::kSync:
    case MessageType::kDelayReq:
    case MessageType::kFollowUp:
    case MessageType::kSignaling: return 44;
    case MessageType::kManagement: return 48;
    case MessageType::kPdelayReq:
    case MessageType::kPdelayResp:
    case MessageType::kDelayResp:
    case MessageType::kPdelayRespFollowUp: return 54;
    case MessageType::kAnnounce: return 64;
  }
  return 0;
}

ClockIdentity read_clock(ByteReader& reader) {
  ClockIdentity clock;
  for (uint8_t& octet : clock.octets) octet = reader.u8();
  return clock;
}

PortIdentity read_port(ByteReader& reader) {
  const ClockIdentity clock = read_clock(reader);
  return {clock, reader.u16()};
}

void write_port(ByteWriter& writer, const PortIdentity& identity) {
  writer.bytes(identity.clock.octets);
  writer.u16(identity.port);
}

/// Clause 5.3.3: 48 bits of seconds, 32 of nanoseconds.
std::optional<int64_t> read_timestamp(ByteReader& reader) {
  const uint64_t high = reader.u16();
  const uint64_t seconds = high << 32 | reader.u32();
  const int64_t nanoseconds = reader.u32();
  if (nanoseconds >= kNsPerSecond || seconds > kMaxSeconds) return std::nullopt;
  return static_cast<int64_t>(seconds) * kNsPerSecond + nanoseconds;
}

void write_timestamp(ByteWriter& writer, int64_t ns) {
  writer.u48(static_cast<uint64_t>(ns / kNsPerSecond));
  writer.u32(static_cast<uint32_t>(ns % kNsPerSecond));
}

Header read_header(ByteReader& reader) {
  Header header;
  const uint8_t first = reader.u8();
  header.type = static_cast<MessageType>(first & 0x0F);
  header.sdo = first >> 4;
  const uint8_t versions = reader.u8();
  header.version = versions & 0x0F;
  header.minor_version = versions >> 4;
  header.length = reader.u16();
  header.domain = reader.u8();
  reader.skip(1);  // minorSdoId
  header.flags = reader.u16();
  header.correction = static_cast<int64_t>(reader.u64());
  reader.skip(4);  // messageTypeSpecific
  header.source = read_port(reader);
  header.sequence = reader.u16();
  reader.skip(1);  // controlField
  header.log_interval = static_cast<int8_t>(reader.u8());
  return header;
}

void write_header(ByteWriter& writer, const Header& header, size_t length) {
  writer.u8(static_cast<uint8_t>(header.sdo << 4 | static_cast<uint8_t>(header.type)));
  writer.u8(static_cast<uint8_t>(header.minor_version << 4 | kVersion));
  writer.u16(static_cast<uint16_t>(length));
  writer.u8(header.domain);
  writer.zeros(1);
  writer.u16(header.flags);
  writer.u64(static_cast<uint64_t>(header.correction));
  writer.zeros(4);
  write_port(writer, header.source);
  writer.u16(header.sequence);
  writer.u8(control_field(header.type));
  writer.u8(static_cast<uint8_t>(header.log_interval));
}

/// Announce behind its originTimestamp.
AnnounceBody read_announce(ByteReader& reader, int64_t origin_ns) {
  AnnounceBody body;
  body.origin_ns = origin_ns;
  body.utc_offset_s = static_cast<int16_t>(reader.u16());
  reader.skip(1);
  body.priority1 = reader.u8();
  body.quality.clock_class = reader.u8();
  body.quality.accuracy = reader.u8();
  body.quality.variance = reader.u16();
  body.priority2 = reader.u8();
  body.grandmaster = read_clock(reader);
  body.steps_removed = reader.u16();
  body.time_source = reader.u8();
  return body;
}

TargetBody read_target(ByteReader& reader, MessageType type) {
  TargetBody body;
  body.target = read_port(reader);
  if (type == MessageType::kManagement) {
    reader.skip(1);  // startingBoundaryHops
    body.boundary_hops = reader.u8();
    body.management_action = reader.u8() & 0x0F;
    reader.skip(1);
  }
  return body;
}

using Body = decltype(Message::body);

/// nullopt: its time is none.
std::optional<Body> read_body(ByteReader& reader, MessageType type) {
  if (type == MessageType::kSignaling || type == MessageType::kManagement) return read_target(reader, type);
  const auto time = read_timestamp(reader);
  if (!time) return std::nullopt;
  switch (type) {
    case MessageType::kAnnounce: return read_announce(reader, *time);
    case MessageType::kDelayResp:
    case MessageType::kPdelayResp:
    case MessageType::kPdelayRespFollowUp: return ResponseBody{*time, read_port(reader)};
    case MessageType::kPdelayReq: reader.skip(10); return EventBody{*time};
    default: return EventBody{*time};
  }
}

/// Writes one body; ok is false where the type of message has another one.
struct BodyWriter {
  ByteWriter& writer;
  MessageType type;

  bool operator()(const EventBody& body) const {
    if (type != MessageType::kSync && type != MessageType::kDelayReq && type != MessageType::kPdelayReq &&
        type != MessageType::kFollowUp) {
      return false;
    }
    write_timestamp(writer, body.origin_ns);
    if (type == MessageType::kPdelayReq) writer.zeros(10);
    return body.origin_ns >= 0;
  }
  bool operator()(const ResponseBody& body) const {
    write_timestamp(writer, body.time_ns);
    write_port(writer, body.requester);
    return body.time_ns >= 0 && (type == MessageType::kDelayResp || type == MessageType::kPdelayResp ||
                                 type == MessageType::kPdelayRespFollowUp);
  }
  bool operator()(const AnnounceBody& body) const {
    write_timestamp(writer, body.origin_ns);
    writer.u16(static_cast<uint16_t>(body.utc_offset_s));
    writer.zeros(1);
    writer.u8(body.priority1);
    writer.u8(body.quality.clock_class);
    writer.u8(body.quality.accuracy);
    writer.u16(body.quality.variance);
    writer.u8(body.priority2);
    writer.bytes(body.grandmaster.octets);
    writer.u16(body.steps_removed);
    writer.u8(body.time_source);
    return body.origin_ns >= 0 && type == MessageType::kAnnounce;
  }
  bool operator()(const TargetBody& body) const {
    write_port(writer, body.target);
    if (type == MessageType::kManagement) {
      writer.u8(body.boundary_hops);
      writer.u8(body.boundary_hops);
      writer.u8(body.management_action & 0x0F);
      writer.zeros(1);
    }
    return type == MessageType::kManagement || type == MessageType::kSignaling;
  }
};

bool sound(Bytes tlvs) {
  TlvReader reader(tlvs);
  while (reader.next()) {
  }
  return reader.ok();
}

/// What can be told before any field is read.
WireFault judge(Bytes datagram) {
  if (datagram.size() < 2) return WireFault::kTooShort;
  const uint8_t version = datagram[1] & 0x0F;
  if (version == 1) return WireFault::kVersion1;
  if (version != kVersion) return WireFault::kOtherVersion;
  if (datagram.size() < kHeaderBytes) return WireFault::kTooShort;
  const size_t needed = fixed_bytes(datagram[0] & 0x0F);
  const size_t length = load_be16(&datagram[2]);
  if (needed == 0) return WireFault::kUnknownType;
  if (length < needed) return WireFault::kBadLength;
  if (length > datagram.size()) return WireFault::kTooShort;
  return WireFault::kNone;
}

std::optional<Message> parse(Bytes datagram, WireFault& fault) {
  fault = judge(datagram);
  if (fault != WireFault::kNone) return std::nullopt;
  ByteReader reader(datagram.first(load_be16(&datagram[2])));
  Message message;
  message.header = read_header(reader);
  const auto body = read_body(reader, message.header.type);
  if (!body) {
    fault = WireFault::kBadTimestamp;
    return std::nullopt;
  }
  message.body = *body;
  message.tlvs = reader.rest();
  if (!sound(message.tlvs)) {
    fault = WireFault::kBadTlv;
    return std::nullopt;
  }
  return message;
}

}  // namespace

std::string to_string(const ClockIdentity& identity) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string text;
  for (const uint8_t octet : identity.octets) {
    if (!text.empty()) text += '-';
    text += kDigits[octet >> 4];
    text += kDigits[octet & 0x0F];
  }
  return text;
}

std::optional<Message> parse_message(Bytes datagram, WireFault* fault) {
  WireFault ignored = WireFault::kNone;
  return parse(datagram, fault != nullptr ? *fault : ignored);
}

size_t write_message(const Message& message, MutableBytes out) {
  const size_t length = fixed_bytes(static_cast<uint8_t>(message.header.type)) + message.tlvs.size();
  if (length > out.size() || length > std::numeric_limits<uint16_t>::max() || !sound(message.tlvs)) return 0;
  ByteWriter writer(out);
  write_header(writer, message.header, length);
  if (!std::visit(BodyWriter{writer, message.header.type}, message.body)) return 0;
  writer.bytes(message.tlvs);
  return writer.ok() ? writer.size() : 0;
}

}  // namespace cw::ptp
