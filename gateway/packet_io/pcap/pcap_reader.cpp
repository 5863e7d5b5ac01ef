#include "gateway/packet_io/pcap/pcap_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cw::packet_io {
namespace {

constexpr uint32_t kMagicMicroseconds = 0xA1B2C3D4;
constexpr uint32_t kMagicNanoseconds = 0xA1B23C4D;
constexpr uint32_t kMagicSectionHeader = 0x0A0D0D0A;  // the same in either byte order
constexpr uint32_t kMagicByteOrder = 0x1A2B3C4D;
constexpr uint16_t kMagicGzip = 0x1F8B;
constexpr uint32_t kLinkTypeEthernet = 1;
constexpr uint32_t kLinkTypeMask = 0x0FFFFFFF;  // above: FCS length
constexpr size_t kPcapHeaderBytes = 24;
constexpr size_t kRecordHeaderBytes = 16;
/// What any tool writes for Ethernet at most.
constexpr uint32_t kMaxFrameBytes = 256 * 1024;
constexpr uint32_t kMaxBlockBytes = 16 * 1024 * 1024;

constexpr size_t kBlockOverheadBytes = 12;
enum BlockType : uint32_t { kInterfaceBlock = 1, kPacketBlock = 2, kSimplePacketBlock = 3, kEnhancedPacketBlock = 6 };
enum OptionCode : uint16_t { kOptionEnd = 0, kOptionTimeResolution = 9, kOptionTimeOffset = 14 };

constexpr uint32_t load_le32(const uint8_t* p) {
  return uint32_t{p[0]} | (uint32_t{p[1]} << 8) | (uint32_t{p[2]} << 16) | (uint32_t{p[3]} << 24);
}

/// Rounded down; times before 1970 or after 2116, which only damage makes, become 0 so that differences always fit.
TaiTime time_from(uint64_t ticks, uint64_t ticks_per_second, int64_t offset_s) {
  const Int128 ns = Int128{ticks} * kNsPerSecond / ticks_per_second + Int128{offset_s} * kNsPerSecond;
  const bool fits = ns >= 0 && ns <= std::numeric_limits<int64_t>::max() / 2;
  return TaiTime::from_ns(fits ? static_cast<int64_t>(ns) : 0);
}

/// if_tsresol: a power of ten, or of two when bit 7 is set. 0 when out of any sense.
uint64_t ticks_per_second_of(uint8_t resolution) {
  constexpr uint8_t kPowerOfTwo = 0x80;
  constexpr uint8_t kMaxTens = 19;
  const uint8_t exponent = resolution & 0x7FU;
  if ((resolution & kPowerOfTwo) != 0) return exponent < 64 ? uint64_t{1} << exponent : 0;
  if (exponent > kMaxTens) return 0;
  uint64_t ticks = 1;
  for (uint8_t i = 0; i < exponent; ++i) ticks *= 10;
  return ticks;
}

constexpr size_t padded(size_t size) { return (size + 3) / 4 * 4; }

}  // namespace

Expected<PcapReader> PcapReader::open(const std::filesystem::path& path) {
  auto window = FileWindow::open(path);
  if (!window) return std::unexpected(window.error());
  auto reader = begin(std::move(*window));
  if (!reader) return input_error(path.string() + " " + reader.error().message);
  return reader;
}

Expected<PcapReader> PcapReader::over(Bytes file) { return begin(FileWindow::over(file)); }

Expected<PcapReader> PcapReader::begin(FileWindow window) {
  PcapReader reader(std::move(window));
  const Bytes magic = reader.window_.peek(4);
  if (magic.size() < 4) return input_error("is empty or too short for a capture");
  if (load_be16(magic.data()) == kMagicGzip) return input_error("is compressed; unpack it with gunzip first");
  if (load_be32(magic.data()) == kMagicSectionHeader) {
    reader.format_ = CaptureFormat::kPcapng;
    return reader;
  }
  if (auto why = reader.read_pcap_header()) return input_error(std::move(*why));
  return reader;
}

std::optional<std::string> PcapReader::read_pcap_header() {
  const Bytes header = window_.peek(kPcapHeaderBytes);
  const uint32_t big = load_be32(header.data());
  const uint32_t little = load_le32(header.data());
  big_endian_ = big == kMagicMicroseconds || big == kMagicNanoseconds;
  const uint32_t magic = big_endian_ ? big : little;
  if (magic != kMagicMicroseconds && magic != kMagicNanoseconds) {
    return "is no capture: it starts neither as pcap nor as pcapng";
  }
  if (header.size() < kPcapHeaderBytes) return "is cut in the middle of its file header";
  const uint32_t link_type = u32(&header[20]) & kLinkTypeMask;
  if (link_type != kLinkTypeEthernet) {
    return "has link type " + std::to_string(link_type) + "; capture on an Ethernet interface (link type 1)";
  }
  format_ = magic == kMagicNanoseconds ? CaptureFormat::kPcapNanoseconds : CaptureFormat::kPcapMicroseconds;
  const uint64_t ticks_per_second = magic == kMagicNanoseconds ? 1'000'000'000 : 1'000'000;
  interfaces_.push_back({.ethernet = true, .ticks_per_second = ticks_per_second, .offset_s = 0, .snap_length = 0});
  window_.consume(kPcapHeaderBytes);
  return std::nullopt;
}

std::optional<RxPacket> PcapReader::next() {
  if (damage_) return std::nullopt;
  return format_ == CaptureFormat::kPcapng ? next_pcapng() : next_pcap();
}

std::optional<RxPacket> PcapReader::next_pcap() {
  const Bytes header = window_.peek(kRecordHeaderBytes);
  if (header.empty()) return std::nullopt;
  if (header.size() < kRecordHeaderBytes) {
    stop("is cut in the middle of the header");
    return std::nullopt;
  }
  const uint32_t size = u32(&header[8]);
  const uint32_t wire_size = u32(&header[12]);
  const Interface& interface = interfaces_.front();
  const TaiTime arrival =
      time_from(u32(header.data()), 1, 0) + (time_from(u32(&header[4]), interface.ticks_per_second, 0) - TaiTime{});
  if (size > kMaxFrameBytes) {
    stop("claims a size that no Ethernet frame has");
    return std::nullopt;
  }
  const Bytes record = window_.peek(kRecordHeaderBytes + size);
  if (record.size() < kRecordHeaderBytes + size) {
    stop("is cut in the middle");
    return std::nullopt;
  }
  window_.consume(record.size());
  ++records_;
  return RxPacket{record.subspan(kRecordHeaderBytes), std::max(size, wire_size), arrival};
}

std::optional<RxPacket> PcapReader::next_pcapng() {
  while (!damage_) {
    const Bytes block = next_block();
    if (block.empty()) return std::nullopt;
    if (auto packet = read_block(block)) {
      ++records_;
      return packet;
    }
  }
  return std::nullopt;
}

/// The next whole block; empty at the end or when damaged.
Bytes PcapReader::next_block() {
  const Bytes start = window_.peek(kBlockOverheadBytes);
  if (start.empty()) return {};
  if (start.size() < kBlockOverheadBytes) {
    stop("is cut in the middle of its header");
    return {};
  }
  if (load_be32(start.data()) == kMagicSectionHeader && !begin_section(start)) {
    stop("opens a section without a byte order");
    return {};
  }
  const uint32_t size = u32(&start[4]);
  if (size < kBlockOverheadBytes || size % 4 != 0 || size > kMaxBlockBytes) {
    stop("claims an impossible size");
    return {};
  }
  const Bytes block = window_.peek(size);
  if (block.size() < size) {
    stop("is cut in the middle");
    return {};
  }
  if (u32(&block[size - 4]) != size) {
    stop("names two sizes");
    return {};
  }
  window_.consume(size);
  return block;
}

/// `start`: type, size and byte order magic of a section header.
bool PcapReader::begin_section(Bytes start) {
  interfaces_.clear();
  big_endian_ = load_be32(&start[8]) == kMagicByteOrder;
  return big_endian_ || load_le32(&start[8]) == kMagicByteOrder;
}

/// nullopt for blocks that hold no frame of an Ethernet interface.
std::optional<RxPacket> PcapReader::read_block(Bytes block) {
  const Bytes body = block.subspan(8, block.size() - kBlockOverheadBytes);
  switch (u32(block.data())) {
    case kInterfaceBlock: add_interface(body); return std::nullopt;
    case kSimplePacketBlock: return read_simple_packet(body);
    case kPacketBlock: return body.size() < 2 ? std::nullopt : read_enhanced_packet(u16(body.data()), body);
    case kEnhancedPacketBlock: return body.size() < 4 ? std::nullopt : read_enhanced_packet(u32(body.data()), body);
    default: return std::nullopt;
  }
}

void PcapReader::add_interface(Bytes body) {
  constexpr size_t kFixedBytes = 8;
  constexpr size_t kMaxInterfaces = 4096;
  if (body.size() < kFixedBytes || interfaces_.size() >= kMaxInterfaces) {
    stop("is no sound interface description");
    return;
  }
  Interface interface;
  interface.ethernet = u16(body.data()) == kLinkTypeEthernet;
  interface.snap_length = u32(&body[4]);
  Bytes options = body.subspan(kFixedBytes);
  while (options.size() >= 4) {
    const uint16_t code = u16(options.data());
    const size_t size = u16(&options[2]);
    if (code == kOptionEnd || size > options.size() - 4) break;
    read_interface_option(code, options.subspan(4, size), interface);
    options = options.subspan(std::min(options.size(), 4 + padded(size)));
  }
  interfaces_.push_back(interface);
}

void PcapReader::read_interface_option(uint16_t code, Bytes value, Interface& interface) const {
  if (code == kOptionTimeResolution && !value.empty()) {
    const uint64_t ticks = ticks_per_second_of(value[0]);
    if (ticks != 0) interface.ticks_per_second = ticks;
  } else if (code == kOptionTimeOffset && value.size() >= 8) {
    const uint64_t high = u32(&value[big_endian_ ? 0 : 4]);
    const uint64_t low = u32(&value[big_endian_ ? 4 : 0]);
    interface.offset_s = static_cast<int64_t>((high << 32) | low);
  }
}

/// Enhanced and obsolete packet blocks differ only in the width of the interface number.
std::optional<RxPacket> PcapReader::read_enhanced_packet(uint32_t interface_number, Bytes body) {
  constexpr size_t kFixedBytes = 20;
  if (body.size() < kFixedBytes || interface_number >= interfaces_.size()) {
    stop("is no sound packet block");
    return std::nullopt;
  }
  const Interface& interface = interfaces_[interface_number];
  const uint32_t size = u32(&body[12]);
  if (size > body.size() - kFixedBytes || size > kMaxFrameBytes) {
    stop("claims more octets than its block holds");
    return std::nullopt;
  }
  if (!interface.ethernet) {
    ++foreign_records_;
    return std::nullopt;
  }
  const uint64_t ticks = (uint64_t{u32(&body[4])} << 32) | u32(&body[8]);
  return RxPacket{body.subspan(kFixedBytes, size), std::max(size, u32(&body[16])),
                  time_from(ticks, interface.ticks_per_second, interface.offset_s)};
}

/// Belongs to interface 0 and has no time.
std::optional<RxPacket> PcapReader::read_simple_packet(Bytes body) {
  if (body.size() < 4 || interfaces_.empty()) {
    stop("is no sound simple packet block");
    return std::nullopt;
  }
  if (!interfaces_.front().ethernet) {
    ++foreign_records_;
    return std::nullopt;
  }
  const uint32_t wire_size = u32(body.data());
  const uint32_t snap = interfaces_.front().snap_length;
  size_t size = std::min<size_t>(wire_size, body.size() - 4);
  if (snap != 0) size = std::min<size_t>(size, snap);
  return RxPacket{body.subspan(4, size), wire_size, TaiTime{}};
}

uint16_t PcapReader::u16(const uint8_t* p) const {
  return big_endian_ ? load_be16(p) : static_cast<uint16_t>(p[0] | (p[1] << 8));
}

uint32_t PcapReader::u32(const uint8_t* p) const { return big_endian_ ? load_be32(p) : load_le32(p); }

void PcapReader::stop(const char* why) {
  damage_ = "record " + std::to_string(records_ + foreign_records_ + 1) + " at octet " +
            std::to_string(window_.position()) + " " + why;
}

}  // namespace cw::packet_io
