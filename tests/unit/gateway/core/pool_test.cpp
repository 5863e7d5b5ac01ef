#include "gateway/core/pool.h"

#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"

namespace cw {
namespace {

TEST(Pool, LendsEachObjectOnceAndTakesItBack) {
  Pool<int> sut(2);
  auto a = sut.try_lease();
  auto b = sut.try_lease();
  ASSERT_TRUE(a && b);
  EXPECT_NE(&*a, &*b);
  EXPECT_FALSE(sut.try_lease());
  EXPECT_EQ(sut.leased(), 2U);
  a.reset();
  EXPECT_EQ(sut.leased(), 1U);
  EXPECT_TRUE(sut.try_lease());
}

TEST(Pool, CopiesShareTheObjectUntilTheLastIsGone) {
  Pool<int> sut(1);
  auto first = sut.try_lease();
  *first = 42;
  auto second = first;
  first.reset();
  EXPECT_FALSE(sut.try_lease());
  EXPECT_EQ(*second, 42);
  const auto moved = std::move(second);
  EXPECT_FALSE(sut.try_lease());
  EXPECT_TRUE(moved);
}

TEST(Pool, AssignmentGivesTheOldObjectBack) {
  Pool<int> sut(2);
  auto a = sut.try_lease();
  auto b = sut.try_lease();
  a = b;
  EXPECT_EQ(sut.leased(), 1U);
  a = Lease<int>{};
  b = Lease<int>{};
  EXPECT_EQ(sut.leased(), 0U);
}

TEST(Pool, LeasesOutliveTheirPool) {
  std::optional<Pool<std::vector<int>>> pool(std::in_place, 3);
  pool->for_each([](auto& value) { value.assign(100, 7); });
  const auto sut = pool->try_lease();
  pool.reset();
  EXPECT_EQ(sut->at(99), 7);
}

TEST(Pool, KeepsWhatWasPrepared) {
  Pool<std::vector<int>> sut(2);
  sut.for_each([](auto& value) { value.reserve(64); });
  const test::AllocationGuard guard;
  for (int i = 0; i < 100; ++i) {
    auto lease = sut.try_lease();
    lease->assign(64, i);
  }
}

TEST(Pool, GivesObjectsBackFromOtherThreads) {
  Pool<int> sut(4);
  std::vector<std::thread> threads;
  for (int round = 0; round < 200; ++round) {
    auto lease = sut.try_lease();
    while (!lease) lease = sut.try_lease();
    *lease = round;
    threads.emplace_back([copy = lease, round] { EXPECT_EQ(*copy, round); });
    if (threads.size() < 4) continue;
    for (auto& thread : threads) thread.join();
    threads.clear();
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sut.leased(), 0U);
}

}  // namespace
}  // namespace cw
