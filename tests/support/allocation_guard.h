// Proves that a steady state allocates nothing: global operator new is replaced in every test executable and counted
// per thread. Under the sanitizers, which bring their own allocator, nothing is counted and the guard never fails.
//
//   AllocationGuard guard;            // fails the test when this thread allocated in the scope
//   for (int i = 0; i < 1000; ++i) sut.push(packet, now);
#pragma once

#include <cstdint>

namespace cw::test {

class AllocationGuard {
 public:
  AllocationGuard() noexcept;
  /// Adds a gtest failure when anything was allocated on this thread since construction.
  ~AllocationGuard();
  AllocationGuard(const AllocationGuard&) = delete;
  AllocationGuard& operator=(const AllocationGuard&) = delete;

  /// Allocations on this thread since construction; 0 when not counting.
  [[nodiscard]] uint64_t allocations() const noexcept;
  /// The scope was expected to allocate: the destructor no longer fails the test.
  void dismiss() noexcept { dismissed_ = true; }
  /// False under the sanitizers.
  [[nodiscard]] static bool counts() noexcept;

 private:
  uint64_t before_;
  bool dismissed_ = false;
};

}  // namespace cw::test
