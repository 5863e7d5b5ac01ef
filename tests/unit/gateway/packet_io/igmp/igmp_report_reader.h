// Reads IGMP messages back for the tests, independently of the code under test.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::test {

struct SentRecord {
  int type = 0;
  uint32_t group = 0;
  std::vector<uint32_t> sources{};
  bool operator==(const SentRecord&) const = default;
};
inline void PrintTo(const SentRecord& record, std::ostream* out) {  // NOLINT(readability-identifier-naming): gtest's
  *out << "type " << record.type << " group " << std::hex << record.group << " sources";
  for (const uint32_t source : record.sources) *out << ' ' << source;
}

struct SentIgmp {
  int type = 0;
  uint32_t destination = 0;
  uint32_t group = 0;  ///< versions 1 and 2
  std::vector<SentRecord> records{};
  std::string fault;  ///< empty when every field is as RFC 3376 section 4 wants it
};

inline uint32_t get32(const Frame& data, size_t at) {
  return (uint32_t{data.at(at)} << 24) | (uint32_t{data.at(at + 1)} << 16) | (uint32_t{data.at(at + 2)} << 8) |
         data.at(at + 3);
}
inline size_t get16(const Frame& data, size_t at) { return static_cast<size_t>(data.at(at) << 8 | data.at(at + 1)); }

inline std::vector<SentRecord> read_records(const Frame& igmp) {
  std::vector<SentRecord> records;
  size_t at = 8;
  for (size_t i = 0; i < get16(igmp, 6); ++i) {
    SentRecord record{.type = igmp.at(at), .group = get32(igmp, at + 4)};
    for (size_t s = 0; s < get16(igmp, at + 2); ++s) record.sources.push_back(get32(igmp, at + 8 + 4 * s));
    at += 8 + 4 * record.sources.size();
    records.push_back(std::move(record));
  }
  return records;
}

/// nullopt: no IGMP.
inline std::optional<SentIgmp> read_igmp(const Frame& frame) {
  if (get16(frame, 12) != 0x0800 || frame.at(23) != 2) return std::nullopt;
  SentIgmp out;
  out.destination = get32(frame, 30);
  const size_t end = 14 + get16(frame, 16);
  const Frame igmp(frame.begin() + 38, frame.begin() + static_cast<ptrdiff_t>(end));
  out.type = igmp.at(0);
  if (frame.at(14) != 0x46 || get32(frame, 34) != 0x94040000) out.fault += "no router alert; ";
  if (frame.at(22) != 1) out.fault += "TTL is not 1; ";
  if (sum16(&frame[14], 24) != 0xFFFF) out.fault += "IP checksum; ";
  if (sum16(igmp.data(), igmp.size()) != 0xFFFF) out.fault += "IGMP checksum; ";
  const Frame mac{1, 0, 0x5E, static_cast<uint8_t>(frame[31] & 0x7F), frame[32], frame[33]};
  if (Frame(frame.begin(), frame.begin() + 6) != mac) out.fault += "group MAC; ";
  if (out.type == 0x22) {
    out.records = read_records(igmp);
  } else {
    out.group = get32(igmp, 4);
  }
  return out;
}

}  // namespace cw::test
