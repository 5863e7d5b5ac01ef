#include "gateway/anc_services/scte104.h"

#include <utility>

#include "gateway/anc_services/anc_octets.h"

namespace cw::anc_services {
namespace {

constexpr uint16_t kMultipleMark = 0xFFFF;
constexpr size_t kSingleHeaderBytes = 13;
enum OpId : uint16_t { kOpSplice = 0x0101, kOpTimeSignal = 0x0104, kOpSegmentation = 0x010B };

SpliceRequest read_splice(ByteReader& reader) {
  SpliceRequest request;
  request.type = static_cast<SpliceType>(reader.u8());
  request.event_id = reader.u32();
  request.unique_program_id = reader.u16();
  request.pre_roll_ms = reader.u16();
  request.break_duration_tenths = reader.u16();
  request.avail_number = reader.u8();
  request.avails_expected = reader.u8();
  request.auto_return = reader.u8() != 0;
  return request;
}

SegmentationDescriptorRequest read_segmentation(ByteReader& reader) {
  constexpr size_t kSubSegmentBytes = 3;
  SegmentationDescriptorRequest request;
  request.event_id = reader.u32();
  request.cancel = reader.u8() != 0;
  request.duration_s = reader.u16();
  request.upid_type = reader.u8();
  const Bytes upid = reader.bytes(reader.u8());
  request.upid.assign(upid.begin(), upid.end());
  request.type_id = reader.u8();
  request.segment_number = reader.u8();
  request.segments_expected = reader.u8();
  request.duration_extension_frames = reader.u8();
  request.delivery_not_restricted = reader.u8() != 0;
  request.web_delivery_allowed = reader.u8() != 0;
  request.no_regional_blackout = reader.u8() != 0;
  request.archive_allowed = reader.u8() != 0;
  request.device_restrictions = reader.u8();
  if (reader.ok() && reader.remaining() >= kSubSegmentBytes) {  // since the edition of 2015
    request.insert_sub_segment_info = reader.u8() != 0;
    request.sub_segment_number = reader.u8();
    request.sub_segments_expected = reader.u8();
  }
  return request;
}

std::optional<Scte104Operation> read_operation(uint16_t op_id, Bytes data) {
  ByteReader reader(data);
  Scte104Operation operation;
  switch (op_id) {
    case kOpSplice: operation = read_splice(reader); break;
    case kOpTimeSignal: operation = TimeSignalRequest{reader.u16()}; break;
    case kOpSegmentation: operation = read_segmentation(reader); break;
    default: operation = OtherOperation{op_id, {data.begin(), data.end()}};
  }
  if (!reader.ok()) return std::nullopt;
  return operation;
}

std::optional<Scte104Message> read_single(Bytes octets) {
  ByteReader reader(octets);
  Scte104Message message;
  message.multiple = false;
  const uint16_t op_id = reader.u16();
  const uint16_t size = reader.u16();
  message.result = reader.u16();
  message.result_extension = reader.u16();
  message.protocol_version = reader.u8();
  message.as_index = reader.u8();
  message.message_number = reader.u8();
  message.dpi_pid_index = reader.u16();
  if (!reader.ok() || size < kSingleHeaderBytes || size > octets.size()) return std::nullopt;
  auto operation = read_operation(op_id, reader.bytes(size - kSingleHeaderBytes));
  if (!operation) return std::nullopt;
  message.operations.push_back(std::move(*operation));
  return message;
}

Scte104Time read_time(ByteReader& reader) {
  constexpr uint8_t kUtc = 1;
  constexpr uint8_t kVitc = 2;
  constexpr uint8_t kGpi = 3;
  Scte104Time time;
  time.type = reader.u8();
  if (time.type == kUtc) {
    time.seconds = reader.u32();
    time.microseconds = reader.u16();
  } else if (time.type == kVitc) {
    for (uint8_t& part : time.vitc) part = reader.u8();
  } else if (time.type == kGpi) {
    time.gpi = reader.u16();
  }
  return time;
}

std::optional<Scte104Message> read_multiple(Bytes octets) {
  ByteReader size_reader(octets.subspan(2));
  const uint16_t size = size_reader.u16();
  if (size < 4 || size > octets.size()) return std::nullopt;
  ByteReader reader(octets.first(size).subspan(4));
  Scte104Message message;
  message.protocol_version = reader.u8();
  message.as_index = reader.u8();
  message.message_number = reader.u8();
  message.dpi_pid_index = reader.u16();
  message.scte35_protocol_version = reader.u8();
  message.time = read_time(reader);
  const uint8_t count = reader.u8();
  for (uint8_t i = 0; i < count; ++i) {
    const uint16_t op_id = reader.u16();
    const Bytes data = reader.bytes(reader.u16());
    if (!reader.ok()) return std::nullopt;
    auto operation = read_operation(op_id, data);
    if (!operation) return std::nullopt;
    message.operations.push_back(std::move(*operation));
  }
  if (!reader.ok()) return std::nullopt;
  return message;
}

/// Appends in network order.
class OctetVector {
 public:
  OctetVector& u8(unsigned value) {
    octets.push_back(static_cast<uint8_t>(value));
    return *this;
  }
  OctetVector& u16(unsigned value) { return u8(value >> 8).u8(value); }
  OctetVector& u32(unsigned value) { return u16(value >> 16).u16(value); }
  OctetVector& bytes(Bytes data) {
    octets.insert(octets.end(), data.begin(), data.end());
    return *this;
  }
  std::vector<uint8_t> octets;
};

/// The data of an operation; returns its opID.
struct OperationWriter {
  OctetVector& out;
  uint16_t operator()(const SpliceRequest& r) const {
    out.u8(static_cast<uint8_t>(r.type)).u32(r.event_id).u16(r.unique_program_id).u16(r.pre_roll_ms);
    out.u16(r.break_duration_tenths).u8(r.avail_number).u8(r.avails_expected).u8(r.auto_return ? 1 : 0);
    return kOpSplice;
  }
  uint16_t operator()(const TimeSignalRequest& r) const {
    out.u16(r.pre_roll_ms);
    return kOpTimeSignal;
  }
  uint16_t operator()(const SegmentationDescriptorRequest& r) const {
    out.u32(r.event_id).u8(r.cancel ? 1 : 0).u16(r.duration_s).u8(r.upid_type);
    out.u8(static_cast<unsigned>(r.upid.size())).bytes(Bytes(r.upid).first(static_cast<uint8_t>(r.upid.size())));
    out.u8(r.type_id).u8(r.segment_number).u8(r.segments_expected).u8(r.duration_extension_frames);
    out.u8(r.delivery_not_restricted ? 1 : 0).u8(r.web_delivery_allowed ? 1 : 0).u8(r.no_regional_blackout ? 1 : 0);
    out.u8(r.archive_allowed ? 1 : 0).u8(r.device_restrictions);
    out.u8(r.insert_sub_segment_info ? 1 : 0).u8(r.sub_segment_number).u8(r.sub_segments_expected);
    return kOpSegmentation;
  }
  uint16_t operator()(const OtherOperation& r) const {
    out.bytes(r.data);
    return r.op_id;
  }
};

void write_time(OctetVector& out, const Scte104Time& time) {
  out.u8(time.type);
  if (time.type == 1) out.u32(time.seconds).u16(time.microseconds);
  if (time.type == 2) out.bytes(time.vitc);
  if (time.type == 3) out.u16(time.gpi);
}

std::vector<uint8_t> build_single(const Scte104Message& message) {
  OctetVector data;
  const uint16_t op_id =
      message.operations.empty() ? uint16_t{0} : std::visit(OperationWriter{data}, message.operations.front());
  OctetVector out;
  out.u16(op_id).u16(static_cast<unsigned>(kSingleHeaderBytes + data.octets.size()));
  out.u16(message.result).u16(message.result_extension).u8(message.protocol_version);
  out.u8(message.as_index).u8(message.message_number).u16(message.dpi_pid_index).bytes(data.octets);
  return out.octets;
}

std::vector<uint8_t> build_multiple(const Scte104Message& message) {
  OctetVector out;
  out.u16(kMultipleMark).u16(0).u8(message.protocol_version).u8(message.as_index).u8(message.message_number);
  out.u16(message.dpi_pid_index).u8(message.scte35_protocol_version);
  write_time(out, message.time);
  out.u8(static_cast<unsigned>(message.operations.size()));
  for (const auto& operation : message.operations) {
    OctetVector data;
    const uint16_t op_id = std::visit(OperationWriter{data}, operation);
    out.u16(op_id).u16(static_cast<unsigned>(data.octets.size())).bytes(data.octets);
  }
  store_be16(&out.octets[2], static_cast<uint16_t>(out.octets.size()));
  return out.octets;
}

/// ST 2010 payload descriptor:  000 | version 01 | continued | following | duplicate
constexpr uint8_t kVersionOne = 0x08;
constexpr uint8_t kContinued = 0x04;
constexpr uint8_t kFollowing = 0x02;
constexpr uint8_t kDuplicate = 0x01;
constexpr size_t kMaxMessageBytes = 2000;  // eight ANC packets
constexpr size_t kMaxPerPacket = bus::kMaxUserDataWords - 1;

}  // namespace

std::optional<Scte104Message> parse_scte104(Bytes message) {
  if (message.size() < 4) return std::nullopt;
  return load_be16(message.data()) == kMultipleMark ? read_multiple(message) : read_single(message);
}

std::vector<uint8_t> build_scte104(const Scte104Message& message) {
  return message.multiple ? build_multiple(message) : build_single(message);
}

Scte104Collector::Verdict Scte104Collector::on_packet(const bus::AncPacket& packet) {
  if (packet.data_count < 2) return Verdict::kBad;
  const auto descriptor = static_cast<uint8_t>(packet.user_data[0]);
  if ((descriptor & kDuplicate) != 0) return Verdict::kDuplicate;
  const bool continued = (descriptor & kContinued) != 0;
  if (continued && !collecting_) return Verdict::kBad;  // its beginning was lost
  if (!continued) pending_.clear();
  for (const uint16_t word : packet.words().subspan(1)) pending_.push_back(static_cast<uint8_t>(word));
  collecting_ = (descriptor & kFollowing) != 0 && pending_.size() <= kMaxMessageBytes;
  if (collecting_) return Verdict::kIncomplete;
  auto parsed = parse_scte104(pending_);
  if (!parsed) return Verdict::kBad;
  message_ = std::move(*parsed);
  return Verdict::kMessage;
}

bool append_scte104(Bytes message, uint16_t line, bus::AncFrame& frame) {
  const size_t packets = (message.size() + kMaxPerPacket - 1) / kMaxPerPacket;
  if (message.size() > kMaxMessageBytes || frame.count + packets > bus::kMaxAncPackets) return false;
  for (size_t i = 0; i < packets; ++i) {
    bus::AncPacket& packet = *frame.append();
    const Bytes part = message.subspan(i * kMaxPerPacket, std::min(kMaxPerPacket, message.size() - i * kMaxPerPacket));
    packet = bus::AncPacket{};
    packet.line = line;
    AncOctetWriter out(packet, kScte104Id);
    out.u8(kVersionOne | (i > 0 ? kContinued : 0U) | (i + 1 < packets ? kFollowing : 0U));
    for (const uint8_t octet : part) out.u8(octet);
    out.finish();
  }
  return true;
}

}  // namespace cw::anc_services
