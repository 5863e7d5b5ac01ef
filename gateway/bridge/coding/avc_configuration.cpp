#include "gateway/bridge/coding/avc_configuration.h"

#include <fmt/format.h>

#include "gateway/core/byte_reader.h"

namespace cw::bridge {
namespace {

constexpr uint8_t kSps = 7;
constexpr uint8_t kPps = 8;
constexpr uint8_t kHighProfile = 100;
constexpr size_t kRecordHeader = 4;

using NalUnits = std::vector<Bytes>;

void append_sets(std::vector<uint8_t>& record, uint8_t reserved_bits, const NalUnits& sets) {
  record.push_back(static_cast<uint8_t>(reserved_bits | sets.size()));
  for (const Bytes set : sets) {
    record.push_back(static_cast<uint8_t>(set.size() >> 8));
    record.push_back(static_cast<uint8_t>(set.size()));
    record.insert(record.end(), set.begin(), set.end());
  }
}

}  // namespace

std::vector<uint8_t> make_avc_configuration(std::span<const uint8_t> parameter_sets) {
  NalUnits sps;
  NalUnits pps;
  ByteReader reader(parameter_sets);
  while (reader.remaining() > 0) {
    const Bytes unit = reader.bytes(reader.u32());
    if (!reader.ok() || unit.empty()) break;
    const uint8_t type = unit[0] & 0x1FU;
    if (type == kSps && unit.size() > 3) sps.push_back(unit);
    if (type == kPps) pps.push_back(unit);
  }
  if (sps.empty() || pps.empty()) return {};
  const uint8_t profile = sps[0][1];
  std::vector<uint8_t> record{1, profile, sps[0][2], sps[0][3],
                              0xFC | 3};  // version, profile, constraints, level, length size − 1
  append_sets(record, 0xE0, sps);
  append_sets(record, 0, pps);
  if (profile >= kHighProfile) {
    // chroma_format 4:2:0, bit depths 8, no SPS extensions
    record.insert(record.end(), {0xFC | 1, 0xF8, 0xF8, 0});
  }
  return record;
}

std::string avc_codec_string(std::span<const uint8_t> configuration) {
  if (configuration.size() < kRecordHeader) return {};
  return fmt::format("avc1.{:02x}{:02x}{:02x}", configuration[1], configuration[2], configuration[3]);
}

}  // namespace cw::bridge
