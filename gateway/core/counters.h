// Counters that one thread writes and any thread reads (metrics, status).
#pragma once

#include <atomic>
#include <cstdint>

namespace cw {

/// One writer. Relaxed is enough: a reader wants a recent value, not an order between counters.
class Counter {
 public:
  void add(uint64_t n = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void set(uint64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
  [[nodiscard]] uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

/// As Counter, for values that go both ways (offsets, levels).
class Gauge {
 public:
  void set(int64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
  [[nodiscard]] int64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

}  // namespace cw
