// Bounds-checked big-endian reading and writing of wire structures: every parser of the packet path goes through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace cw {

using Bytes = std::span<const uint8_t>;
using MutableBytes = std::span<uint8_t>;

/// Unchecked loads and stores in network order; the caller has checked the length.
[[nodiscard]] constexpr uint16_t load_be16(const uint8_t* p) { return static_cast<uint16_t>((p[0] << 8) | p[1]); }
[[nodiscard]] constexpr uint32_t load_be32(const uint8_t* p) {
  return (uint32_t{p[0]} << 24) | (uint32_t{p[1]} << 16) | (uint32_t{p[2]} << 8) | uint32_t{p[3]};
}
[[nodiscard]] constexpr uint64_t load_be64(const uint8_t* p) {
  return (uint64_t{load_be32(p)} << 32) | load_be32(p + 4);
}
constexpr void store_be16(uint8_t* p, uint16_t v) {
  p[0] = static_cast<uint8_t>(v >> 8);
  p[1] = static_cast<uint8_t>(v);
}
constexpr void store_be32(uint8_t* p, uint32_t v) {
  store_be16(p, static_cast<uint16_t>(v >> 16));
  store_be16(p + 2, static_cast<uint16_t>(v));
}
constexpr void store_be64(uint8_t* p, uint64_t v) {
  store_be32(p, static_cast<uint32_t>(v >> 32));
  store_be32(p + 4, static_cast<uint32_t>(v));
}

/// Sequential reader. A read past the end yields zero and makes ok() false for good; nothing is ever read out of bounds.
class ByteReader {
 public:
  explicit constexpr ByteReader(Bytes data) : data_(data) {}

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  [[nodiscard]] constexpr size_t remaining() const { return data_.size() - position_; }
  [[nodiscard]] constexpr size_t position() const { return position_; }

  constexpr uint8_t u8() { return take(1) ? data_[position_ - 1] : uint8_t{0}; }
  constexpr uint16_t u16() { return take(2) ? load_be16(&data_[position_ - 2]) : uint16_t{0}; }
  constexpr uint32_t u32() { return take(4) ? load_be32(&data_[position_ - 4]) : 0; }
  constexpr uint64_t u64() { return take(8) ? load_be64(&data_[position_ - 8]) : 0; }
  constexpr Bytes bytes(size_t count) { return take(count) ? data_.subspan(position_ - count, count) : Bytes{}; }
  constexpr void skip(size_t count) { take(count); }
  constexpr Bytes rest() { return bytes(remaining()); }

 private:
  constexpr bool take(size_t count) {
    if (!ok_ || count > remaining()) {
      ok_ = false;
      return false;
    }
    position_ += count;
    return true;
  }
  Bytes data_;
  size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace cw
