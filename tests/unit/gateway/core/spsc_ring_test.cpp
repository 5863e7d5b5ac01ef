#include "gateway/core/spsc_ring.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw {
namespace {

TEST(SpscRing, KeepsTheOrder) {
  SpscRing<int> sut(4);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(sut.try_push(int{i}));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(sut.try_pop(), i);
  EXPECT_FALSE(sut.try_pop());
}

TEST(SpscRing, RoundsItsCapacityUpAndRefusesMore) {
  SpscRing<std::unique_ptr<int>> sut(3);
  EXPECT_EQ(sut.capacity(), 4U);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(sut.try_push(std::make_unique<int>(i)));
  auto fifth = std::make_unique<int>(5);
  EXPECT_FALSE(sut.try_push(std::move(fifth)));
  EXPECT_TRUE(fifth) << "a value that is refused stays with the caller";
  EXPECT_EQ(sut.size(), 4U);
}

TEST(SpscRing, LetsGoOfWhatWasPopped) {
  SpscRing<std::shared_ptr<int>> sut(2);
  auto value = std::make_shared<int>(1);
  EXPECT_TRUE(sut.try_push(std::shared_ptr<int>(value)));
  (void)sut.try_pop();
  EXPECT_EQ(value.use_count(), 1);
}

TEST(SpscRing, AllocatesNothingAfterConstruction) {
  SpscRing<int> sut(8);
  const test::AllocationGuard guard;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(sut.try_push(int{i}));
    EXPECT_EQ(sut.try_pop(), i);
  }
}

TEST(SpscRing, PassesEverythingBetweenTwoThreads) {
  constexpr int kCount = 50'000;
  SpscRing<int> sut(64);
  std::thread producer([&] {
    for (int i = 0; i < kCount; ++i) {
      while (!sut.try_push(int{i})) std::this_thread::yield();
    }
  });
  for (int expected = 0; expected < kCount;) {
    if (const auto value = sut.try_pop()) {
      ASSERT_EQ(*value, expected);
      ++expected;
    } else {
      std::this_thread::yield();
    }
  }
  producer.join();
}

}  // namespace
}  // namespace cw
