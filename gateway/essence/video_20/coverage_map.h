// Which pgroups of a frame have come: one bit each, in raster order of the woven frame. Makes completeness exact whatever the order,
// overlap or loss of packets.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cw::essence {

/// Allocates in the constructor only. One thread.
class CoverageMap {
 public:
  CoverageMap() = default;
  explicit CoverageMap(size_t bits) : words_((bits + kWordBits - 1) / kWordBits), bits_(bits) {}

  void clear() {
    std::fill(words_.begin(), words_.end(), 0);
    covered_ = 0;
  }
  /// Marks `count` > 0 bits from `first` on (within the map); returns how many of them were not marked before.
  size_t mark(size_t first, size_t count) {
    size_t word = first / kWordBits;
    const size_t last_word = (first + count - 1) / kWordBits;
    uint64_t mask = ~uint64_t{0} << (first % kWordBits);
    size_t fresh = 0;
    for (; word < last_word; ++word) {
      fresh += mark_word(word, mask);
      mask = ~uint64_t{0};
    }
    fresh += mark_word(word, mask & (~uint64_t{0} >> (kWordBits - 1 - (first + count - 1) % kWordBits)));
    covered_ += fresh;
    return fresh;
  }
  [[nodiscard]] size_t missing() const { return bits_ - covered_; }
  [[nodiscard]] bool complete() const { return covered_ == bits_; }

  /// Calls `visit(first, count)` for every run of unmarked bits, in rising order.
  template <typename Visit>
  void for_each_gap(Visit&& visit) const {
    for (size_t first = find<false>(0); first < bits_;) {
      const size_t end = find<true>(first);
      visit(first, end - first);
      first = find<false>(end);
    }
  }

 private:
  static constexpr size_t kWordBits = 64;

  size_t mark_word(size_t word, uint64_t mask) {
    const uint64_t before = words_[word];
    words_[word] = before | mask;
    return static_cast<size_t>(std::popcount(mask & ~before));
  }
  /// First bit of that value at or after `from`; the size of the map when there is none.
  template <bool kValue>
  [[nodiscard]] size_t find(size_t from) const {
    if (from >= bits_) return bits_;
    uint64_t mask = ~uint64_t{0} << (from % kWordBits);
    for (size_t word = from / kWordBits; word < words_.size(); ++word) {
      const uint64_t hits = (kValue ? words_[word] : ~words_[word]) & mask;
      if (hits != 0) return std::min(bits_, word * kWordBits + static_cast<size_t>(std::countr_zero(hits)));
      mask = ~uint64_t{0};
    }
    return bits_;
  }

  std::vector<uint64_t> words_;
  size_t bits_ = 0;
  size_t covered_ = 0;
};

}  // namespace cw::essence
