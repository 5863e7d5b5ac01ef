#include "tests/support/allocation_guard.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace cw::test {
namespace {

struct alignas(64) Wide {
  char octets[64];
};

TEST(AllocationGuard, CountsEveryKindOfNew) {
  const uint64_t counted = AllocationGuard::counts() ? 1 : 0;
  AllocationGuard sut;
  std::vector<int> numbers(100);
  EXPECT_EQ(sut.allocations(), 1 * counted);
  const auto wide = std::make_unique<Wide>();
  EXPECT_EQ(sut.allocations(), 2 * counted);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(wide.get()) % alignof(Wide), 0U);
  const auto many = std::make_unique<Wide[]>(3);
  EXPECT_EQ(sut.allocations(), 3 * counted);
  sut.dismiss();
}

void allocate_under_a_guard() {
  const AllocationGuard sut;
  std::vector<int> numbers(100);
  numbers[0] = 1;
}

TEST(AllocationGuard, FailsATestThatAllocates) {
  if (!AllocationGuard::counts()) {
    allocate_under_a_guard();
    return;
  }
  EXPECT_NONFATAL_FAILURE(allocate_under_a_guard(), "1 allocations in a scope that must not allocate");
}

TEST(AllocationGuard, LeavesOtherThreadsAlone) {
  std::vector<int> numbers;
  std::atomic<int> stage{0};
  std::thread other([&] {
    stage.wait(0);
    numbers.resize(1000);
    stage = 2;
    stage.notify_all();
  });
  {
    const AllocationGuard sut;
    stage = 1;
    stage.notify_all();
    stage.wait(1);
  }
  other.join();
  EXPECT_EQ(numbers.size(), 1000U);
}

}  // namespace
}  // namespace cw::test
