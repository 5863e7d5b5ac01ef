// The outbound twin of cw::ByteReader: big-endian fields one after the other into a buffer of fixed size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/core/byte_reader.h"

namespace cw::ptp {

/// A write past the end writes nothing and makes ok() false for good.
class ByteWriter {
 public:
  explicit constexpr ByteWriter(MutableBytes out) : out_(out) {}

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  /// Octets written so far.
  [[nodiscard]] constexpr size_t size() const { return size_; }

  constexpr void u8(uint8_t value) {
    if (uint8_t* p = take(1)) *p = value;
  }
  constexpr void u16(uint16_t value) {
    if (uint8_t* p = take(2)) store_be16(p, value);
  }
  constexpr void u32(uint32_t value) {
    if (uint8_t* p = take(4)) store_be32(p, value);
  }
  /// The low 48 bits.
  constexpr void u48(uint64_t value) {
    u16(static_cast<uint16_t>(value >> 32));
    u32(static_cast<uint32_t>(value));
  }
  constexpr void u64(uint64_t value) {
    if (uint8_t* p = take(8)) store_be64(p, value);
  }
  constexpr void bytes(Bytes octets) {
    if (uint8_t* p = take(octets.size())) std::copy(octets.begin(), octets.end(), p);
  }
  constexpr void zeros(size_t count) {
    if (uint8_t* p = take(count)) std::fill_n(p, count, uint8_t{0});
  }

 private:
  constexpr uint8_t* take(size_t count) {
    if (!ok_ || count > out_.size() - size_) {
      ok_ = false;
      return nullptr;
    }
    size_ += count;
    return out_.data() + (size_ - count);
  }
  MutableBytes out_;
  size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace cw::ptp
