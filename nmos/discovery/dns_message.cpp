#include "nmos/discovery/dns_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace cw::nmos {
namespace {

constexpr size_t kMaxLabelOctets = 63;
constexpr size_t kMaxNameOctets = 255;
constexpr size_t kMaxPointers = 32;
constexpr size_t kMaxRecords = 1000;
constexpr uint16_t kClassIn = 1;
constexpr uint16_t kRecursionDesired = 0x0100;
constexpr uint16_t kIsReply = 0x8000;
constexpr uint16_t kIsTruncated = 0x0200;
constexpr uint16_t kCodeMask = 0x000F;
constexpr uint8_t kPointer = 0xC0;

void put_u16(std::vector<uint8_t>& out, uint16_t value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}

std::string text_of(Bytes octets) { return {octets.begin(), octets.end()}; }

///   | 0 0 | length | octets ... |     a label
///   | 1 1 |  offset of the rest  |     compression: always backwards here, so that a name ends
class MessageReader {
 public:
  explicit MessageReader(Bytes message) : message_(message), reader_(message) {}

  ByteReader& reader() { return reader_; }
  [[nodiscard]] bool ok() const { return reader_.ok() && !failed_; }
  void fail() { failed_ = true; }

  DnsName name() {
    DnsName labels;
    size_t octets = 1;
    size_t begin = reader_.position();
    ByteReader elsewhere(message_);
    ByteReader* at = &reader_;
    for (size_t pointers = 0; at->ok() && pointers <= kMaxPointers;) {
      const uint8_t length = at->u8();
      if ((length & kPointer) == kPointer) {
        const size_t offset = (size_t{length} & 0x3FU) << 8U | at->u8();
        if (offset >= begin) break;
        begin = offset;
        elsewhere = ByteReader(message_);
        elsewhere.skip(offset);
        at = &elsewhere;
        ++pointers;
        continue;
      }
      if (length == 0 && at->ok()) return labels;
      octets += size_t{length} + 1;
      if (length > kMaxLabelOctets || octets > kMaxNameOctets) break;
      labels.push_back(text_of(at->bytes(length)));
    }
    fail();
    return {};
  }

 private:
  Bytes message_;
  ByteReader reader_;
  bool failed_ = false;
};

std::vector<std::string> read_text(Bytes data) {
  ByteReader reader(data);
  std::vector<std::string> text;
  while (reader.remaining() > 0) {
    const uint8_t length = reader.u8();
    const Bytes entry = reader.bytes(length);
    if (!reader.ok()) break;
    text.push_back(text_of(entry));
  }
  return text;
}

/// The record's data, of `length` octets from here on; false: a type that nobody here wants.
bool read_data(MessageReader& message, size_t length, DnsRecord& record) {
  ByteReader& reader = message.reader();
  switch (record.type) {
    case DnsType::kA:
      if (length != 4) return false;
      record.address = {reader.u32()};
      return true;
    case DnsType::kPtr:
    case DnsType::kCname: record.target = message.name(); return true;
    case DnsType::kSrv:
      reader.skip(4);  // priority and weight: TXT "pri" is preferred over them (IS-04 Discovery)
      record.port = reader.u16();
      record.target = message.name();
      return true;
    case DnsType::kTxt: record.text = read_text(reader.bytes(length)); return true;
    default: return false;
  }
}

std::optional<DnsRecord> read_record(MessageReader& message) {
  DnsRecord record;
  record.owner = message.name();
  ByteReader& reader = message.reader();
  record.type = static_cast<DnsType>(reader.u16());
  const uint16_t network_class = reader.u16();
  record.ttl_s = reader.u32();
  const size_t length = reader.u16();
  const size_t end = reader.position() + length;
  const bool wanted = network_class == kClassIn && read_data(message, length, record);
  if (reader.position() > end) {
    message.fail();
  } else {
    reader.skip(end - reader.position());
  }
  if (!wanted || !message.ok()) return std::nullopt;
  return record;
}

}  // namespace

DnsName dns_name(std::string_view text) {
  DnsName name;
  while (!text.empty()) {
    const size_t dot = std::min(text.find('.'), text.size());
    if (dot > 0) name.emplace_back(text.substr(0, dot));
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return name;
}

std::string to_text(const DnsName& name) { return fmt::format("{}", fmt::join(name, ".")); }

bool same_name(const DnsName& a, const DnsName& b) {
  const auto same_character = [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); };
  return std::ranges::equal(
      a, b, [&](const std::string& x, const std::string& y) { return std::ranges::equal(x, y, same_character); });
}

Expected<std::vector<uint8_t>> make_question(uint16_t id, const DnsName& name, DnsType type) {
  std::vector<uint8_t> out;
  for (const uint16_t word : {id, kRecursionDesired, uint16_t{1}, uint16_t{0}, uint16_t{0}, uint16_t{0}})
    put_u16(out, word);
  const size_t header = out.size();
  for (const std::string& label : name) {
    if (label.size() > kMaxLabelOctets)
      return input_error(fmt::format("'{}' is too long for a name in the DNS", label));
    out.push_back(static_cast<uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
  }
  out.push_back(0);
  if (out.size() - header > kMaxNameOctets)
    return input_error(fmt::format("'{}' is too long for the DNS", to_text(name)));
  put_u16(out, static_cast<uint16_t>(type));
  put_u16(out, kClassIn);
  return out;
}

Expected<DnsReply> parse_reply(Bytes bytes) {
  MessageReader message(bytes);
  ByteReader& reader = message.reader();
  DnsReply reply;
  reply.id = reader.u16();
  const uint16_t flags = reader.u16();
  const size_t questions = reader.u16();
  const size_t records = size_t{reader.u16()} + reader.u16() + reader.u16();
  if (!reader.ok() || (flags & kIsReply) == 0) return input_error("no reply of the DNS");
  reply.code = static_cast<uint8_t>(flags & kCodeMask);
  reply.truncated = (flags & kIsTruncated) != 0;
  if (reply.truncated) return reply;
  if (questions + records > kMaxRecords) return input_error("a reply of the DNS with too many records");
  for (size_t i = 0; i < questions && message.ok(); ++i) {
    (void)message.name();
    reader.skip(4);
  }
  for (size_t i = 0; i < records && message.ok(); ++i) {
    if (auto record = read_record(message)) reply.records.push_back(std::move(*record));
  }
  if (!message.ok()) return input_error("a reply of the DNS that is cut short or has names without an end");
  return reply;
}

}  // namespace cw::nmos
