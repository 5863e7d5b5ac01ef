// DNS replies as a server writes them, for tests of who reads them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cw::test {

/// Octets of a DNS message, appended one after the other.
class DnsOctets {
 public:
  DnsOctets& u8(unsigned value) {
    octets_.push_back(static_cast<uint8_t>(value));
    return *this;
  }
  DnsOctets& u16(unsigned value) { return u8(value >> 8U).u8(value & 0xFFU); }
  DnsOctets& u32(unsigned value) { return u16(value >> 16U).u16(value & 0xFFFFU); }
  DnsOctets& label(std::string_view text) {
    u8(static_cast<unsigned>(text.size()));
    octets_.insert(octets_.end(), text.begin(), text.end());
    return *this;
  }
  DnsOctets& labels(const std::vector<std::string>& names) {
    for (const std::string& name : names) label(name);
    return *this;
  }
  DnsOctets& end() { return u8(0); }
  DnsOctets& pointer(unsigned offset) { return u16(0xC000U | offset); }
  DnsOctets& append(const DnsOctets& other) {
    octets_.insert(octets_.end(), other.octets_.begin(), other.octets_.end());
    return *this;
  }
  /// The header of a reply to question `id`.
  DnsOctets& header(unsigned id, unsigned questions, unsigned answers, unsigned flags = 0x8180) {
    return u16(id).u16(flags).u16(questions).u16(answers).u16(0).u16(0);
  }
  /// All of a record but its owner, which has just been written.
  DnsOctets& record(unsigned type, unsigned ttl, const DnsOctets& data, unsigned network_class = 1) {
    return u16(type).u16(network_class).u32(ttl).u16(static_cast<unsigned>(data.octets_.size())).append(data);
  }
  [[nodiscard]] const std::vector<uint8_t>& octets() const { return octets_; }

 private:
  std::vector<uint8_t> octets_;
};

}  // namespace cw::test
