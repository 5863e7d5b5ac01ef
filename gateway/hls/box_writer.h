// Writes ISO base media boxes (ISO/IEC 14496-12 §4.2) into one growing buffer; sizes are filled in when a box closes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/core/byte_reader.h"

namespace cw::hls {

class BoxWriter {
 public:
  /// An open box; its size is written when this goes out of scope. Boxes close in the reverse order of opening.
  class Box {
   public:
    ~Box() { store_be32(&writer_.data_[start_], static_cast<uint32_t>(writer_.data_.size() - start_)); }
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;

   private:
    friend class BoxWriter;
    Box(BoxWriter& writer, size_t start) : writer_(writer), start_(start) {}
    BoxWriter& writer_;
    size_t start_;
  };

  /// `type` has four characters.
  [[nodiscard]] Box open(std::string_view type) {
    const size_t start = data_.size();
    u32(0);
    text(type);
    return Box(*this, start);
  }
  /// FullBox: version and 24 bits of flags follow the type.
  [[nodiscard]] Box open_full(std::string_view type, uint8_t version, uint32_t flags) {
    const size_t start = data_.size();
    u32(0);
    text(type);
    u32((uint32_t{version} << 24) | flags);
    return Box(*this, start);
  }

  void u8(uint8_t v) { data_.push_back(v); }
  void u16(uint16_t v) { store_be16(grow(2), v); }
  void u32(uint32_t v) { store_be32(grow(4), v); }
  void u64(uint64_t v) { store_be64(grow(8), v); }
  void zeros(size_t count) { data_.resize(data_.size() + count); }
  void text(std::string_view v) { data_.insert(data_.end(), v.begin(), v.end()); }
  void bytes(Bytes v) { data_.insert(data_.end(), v.begin(), v.end()); }
  void reserve(size_t total) { data_.reserve(total); }

  [[nodiscard]] size_t size() const { return data_.size(); }
  /// Overwrites a field written earlier, once its value is known.
  void patch_u32(size_t position, uint32_t v) { store_be32(&data_[position], v); }
  [[nodiscard]] std::vector<uint8_t> take() { return std::move(data_); }

 private:
  uint8_t* grow(size_t count) {
    data_.resize(data_.size() + count);
    return &data_[data_.size() - count];
  }
  std::vector<uint8_t> data_;
};

}  // namespace cw::hls
