// Builds capture files in memory, octet by octet, in every flavour the reader takes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gateway/core/byte_reader.h"

namespace cw::test {

class CaptureBytes {
 public:
  explicit CaptureBytes(bool big_endian) : big_endian_(big_endian) {}

  CaptureBytes& u16(uint16_t value) {
    const auto high = static_cast<uint8_t>(value >> 8);
    const auto low = static_cast<uint8_t>(value);
    octets.push_back(big_endian_ ? high : low);
    octets.push_back(big_endian_ ? low : high);
    return *this;
  }
  CaptureBytes& u32(uint32_t value) {
    const auto high = static_cast<uint16_t>(value >> 16);
    const auto low = static_cast<uint16_t>(value);
    return big_endian_ ? u16(high).u16(low) : u16(low).u16(high);
  }
  CaptureBytes& data(const std::vector<uint8_t>& bytes) {
    octets.insert(octets.end(), bytes.begin(), bytes.end());
    return *this;
  }
  CaptureBytes& pad() {
    while (octets.size() % 4 != 0) octets.push_back(0);
    return *this;
  }

  CaptureBytes& pcap_header(uint32_t magic, uint32_t link_type = 1) {
    return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(link_type);
  }
  CaptureBytes& pcap_record(uint32_t seconds, uint32_t fraction, const std::vector<uint8_t>& frame) {
    const auto size = static_cast<uint32_t>(frame.size());
    return u32(seconds).u32(fraction).u32(size).u32(size).data(frame);
  }

  CaptureBytes& block(uint32_t type, const std::vector<uint8_t>& body) {
    CaptureBytes padded(big_endian_);
    padded.data(body).pad();
    const auto size = static_cast<uint32_t>(padded.octets.size() + 12);
    return u32(type).u32(size).data(padded.octets).u32(size);
  }
  CaptureBytes& section() {
    return block(0x0A0D0D0A, CaptureBytes(big_endian_).u32(0x1A2B3C4D).u16(1).u16(0).u32(~0U).u32(~0U).octets);
  }
  CaptureBytes& interface(uint16_t link_type, const std::vector<uint8_t>& options = {}) {
    return block(1, CaptureBytes(big_endian_).u16(link_type).u16(0).u32(0).data(options).octets);
  }
  /// if_tsresol and the end of options.
  [[nodiscard]] std::vector<uint8_t> resolution(uint8_t value) const {
    return CaptureBytes(big_endian_).u16(9).u16(1).data({value, 0, 0, 0}).u16(0).u16(0).octets;
  }
  CaptureBytes& enhanced(uint32_t interface_number, uint64_t ticks, const std::vector<uint8_t>& frame) {
    const auto size = static_cast<uint32_t>(frame.size());
    CaptureBytes body(big_endian_);
    body.u32(interface_number).u32(static_cast<uint32_t>(ticks >> 32)).u32(static_cast<uint32_t>(ticks));
    return block(6, body.u32(size).u32(size).data(frame).octets);
  }

  void write_to(const std::filesystem::path& path) const {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
  }

  std::vector<uint8_t> octets;

 private:
  bool big_endian_;
};

}  // namespace cw::test
