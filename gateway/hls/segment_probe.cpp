#include "gateway/hls/segment_probe.h"

namespace cw::hls {
namespace {

constexpr size_t kBoxHeader = 8;

constexpr uint32_t fourcc(const char (&text)[5]) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = (value << 8) | static_cast<uint8_t>(text[i]);
  return value;
}

struct BoxHeader {
  uint32_t type = 0;
  uint32_t size = 0;  // with the header
};

// nullopt at the end, and for sizes that no box of ours has (0: to the end of the file, 1: 64 bits).
std::optional<BoxHeader> read_header(ByteReader& in) {
  BoxHeader header;
  header.size = in.u32();
  header.type = in.u32();
  if (!in.ok() || header.size < kBoxHeader) return std::nullopt;
  return header;
}

// Content of the first child of that type; empty when there is none.
Bytes find_child(Bytes content, uint32_t type) {
  ByteReader in(content);
  while (in.remaining() >= kBoxHeader) {
    const auto header = read_header(in);
    if (!header) return {};
    const Bytes child = in.bytes(header->size - kBoxHeader);
    if (!in.ok()) return {};
    if (header->type == type) return child;
  }
  return {};
}

bool read_decode_time(Bytes tfdt, SegmentSummary& out) {
  ByteReader in(tfdt);
  const bool wide = (in.u32() >> 24) == 1;
  const uint64_t ticks = wide ? in.u64() : in.u32();
  out.start_ticks = static_cast<int64_t>(ticks);
  // Beyond any date of ours, and a guard for the arithmetic that follows.
  constexpr uint64_t kLimit = uint64_t{1} << 56;
  return in.ok() && ticks < kLimit;
}

bool read_run(Bytes trun, SegmentSummary& out) {
  ByteReader in(trun);
  const uint32_t flags = in.u32() & 0xFFFFFF;
  out.samples = in.u32();
  constexpr uint32_t kOurs = 0x000701;  // data offset, and a duration, size and flags for each sample
  if ((flags & kOurs) != kOurs || (flags & ~(kOurs | 0x000800U)) != 0) return false;
  in.skip(4);
  const bool reordered = (flags & 0x000800) != 0;
  for (uint32_t i = 0; i < out.samples && in.ok(); ++i) {
    out.duration_ticks += in.u32();
    in.skip(8);
    const auto composition = static_cast<int32_t>(reordered ? in.u32() : 0);
    if (i == 0) out.start_ticks += composition;
  }
  return in.ok() && out.samples > 0 && out.start_ticks >= 0;
}

bool read_moof(Bytes moof, SegmentSummary& out) {
  const Bytes traf = find_child(moof, fourcc("traf"));
  return read_decode_time(find_child(traf, fourcc("tfdt")), out) && read_run(find_child(traf, fourcc("trun")), out);
}

}  // namespace

std::optional<SegmentSummary> probe_segment(Bytes head) {
  SegmentSummary out;
  ByteReader in(head);
  bool has_moof = false;
  while (const auto header = read_header(in)) {
    out.file_bytes += header->size;
    if (header->type == fourcc("mdat")) return has_moof ? std::optional(out) : std::nullopt;
    const Bytes content = in.bytes(header->size - kBoxHeader);
    if (!in.ok()) return std::nullopt;
    if (header->type == fourcc("moof")) {
      if (has_moof || !read_moof(content, out)) return std::nullopt;
      has_moof = true;
    }
  }
  return std::nullopt;
}

}  // namespace cw::hls
