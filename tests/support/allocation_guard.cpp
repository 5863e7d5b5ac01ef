#include "tests/support/allocation_guard.h"

#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CW_COUNT_ALLOCATIONS 0
#else
#define CW_COUNT_ALLOCATIONS 1
#endif

namespace {

thread_local uint64_t thread_allocations = 0;

#if CW_COUNT_ALLOCATIONS
void* counted_allocation(std::size_t size, std::size_t alignment) noexcept {
  ++thread_allocations;
  if (size == 0) size = 1;
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* allocation_or_throw(std::size_t size, std::size_t alignment) {
  void* memory = counted_allocation(size, alignment);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}
#endif

}  // namespace

namespace cw::test {

AllocationGuard::AllocationGuard() noexcept : before_(thread_allocations) {}

AllocationGuard::~AllocationGuard() {
  const uint64_t count = allocations();
  if (!dismissed_ && count != 0) ADD_FAILURE() << count << " allocations in a scope that must not allocate";
}

uint64_t AllocationGuard::allocations() const noexcept { return thread_allocations - before_; }

bool AllocationGuard::counts() noexcept { return CW_COUNT_ALLOCATIONS != 0; }

}  // namespace cw::test

#if CW_COUNT_ALLOCATIONS
using Size = std::size_t;
using Align = std::align_val_t;
using NoThrow = const std::nothrow_t&;

void* operator new(Size size) { return allocation_or_throw(size, 0); }
void* operator new[](Size size) { return allocation_or_throw(size, 0); }
void* operator new(Size size, Align align) { return allocation_or_throw(size, static_cast<Size>(align)); }
void* operator new[](Size size, Align align) { return allocation_or_throw(size, static_cast<Size>(align)); }
void* operator new(Size size, NoThrow) noexcept { return counted_allocation(size, 0); }
void* operator new[](Size size, NoThrow) noexcept { return counted_allocation(size, 0); }
void* operator new(Size size, Align align, NoThrow) noexcept {
  return counted_allocation(size, static_cast<Size>(align));
}
void* operator new[](Size size, Align align, NoThrow) noexcept {
  return counted_allocation(size, static_cast<Size>(align));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, Size) noexcept { std::free(memory); }
void operator delete[](void* memory, Size) noexcept { std::free(memory); }
void operator delete(void* memory, Align) noexcept { std::free(memory); }
void operator delete[](void* memory, Align) noexcept { std::free(memory); }
void operator delete(void* memory, Size, Align) noexcept { std::free(memory); }
void operator delete[](void* memory, Size, Align) noexcept { std::free(memory); }
void operator delete(void* memory, NoThrow) noexcept { std::free(memory); }
void operator delete[](void* memory, NoThrow) noexcept { std::free(memory); }
void operator delete(void* memory, Align, NoThrow) noexcept { std::free(memory); }
void operator delete[](void* memory, Align, NoThrow) noexcept { std::free(memory); }
#endif
