// Bounded ring between exactly two threads: the only way in which threads of the packet path talk.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace cw {

/// Capacity is rounded up to a power of two and fixed at construction; push and pop never allocate, lock or wait.
template <typename T>
class SpscRing {
 public:
  explicit SpscRing(size_t capacity)
      : slots_(std::bit_ceil(capacity < 2 ? size_t{2} : capacity)), mask_(slots_.size() - 1) {}
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  /// Producer only. False when full: `value` is then untouched and the caller counts the drop.
  [[nodiscard]] bool try_push(T&& value) {
    const size_t tail = tail_.load(std::memory_order_relaxed);  // own index
    if (tail - cached_head_ == slots_.size()) {
      cached_head_ = head_.load(std::memory_order_acquire);  // pairs with try_pop's release: the slot is free to reuse
      if (tail - cached_head_ == slots_.size()) return false;
    }
    slots_[tail & mask_] = std::move(value);
    tail_.store(tail + 1, std::memory_order_release);  // publishes the slot to try_pop's acquire
    return true;
  }

  /// Consumer only.
  [[nodiscard]] std::optional<T> try_pop() {
    const size_t head = head_.load(std::memory_order_relaxed);  // own index
    if (head == cached_tail_) {
      cached_tail_ = tail_.load(std::memory_order_acquire);  // pairs with try_push's release: the slot is written
      if (head == cached_tail_) return std::nullopt;
    }
    std::optional<T> value(std::move(slots_[head & mask_]));
    slots_[head & mask_] = T{};
    head_.store(head + 1, std::memory_order_release);  // gives the slot back to try_push's acquire
    return value;
  }

  /// Any thread; a moment's estimate.
  [[nodiscard]] size_t size() const {
    const size_t head = head_.load(std::memory_order_acquire);
    return tail_.load(std::memory_order_acquire) - head;
  }
  [[nodiscard]] size_t capacity() const { return slots_.size(); }

 private:
  static constexpr size_t kCacheLine = 64;
  std::vector<T> slots_;
  size_t mask_;
  alignas(kCacheLine) std::atomic<size_t> tail_{0};  // written by the producer
  size_t cached_head_ = 0;                           // producer's
  alignas(kCacheLine) std::atomic<size_t> head_{0};  // written by the consumer
  size_t cached_tail_ = 0;                           // consumer's
};

}  // namespace cw
