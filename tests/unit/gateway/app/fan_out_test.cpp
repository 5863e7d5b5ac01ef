#include "gateway/app/fan_out.h"

#include <gtest/gtest.h>

#include <thread>

#include "gateway/bus/anc_frame.h"

namespace cw::app {
namespace {

bus::AncLease numbered(bus::AncPool& pool, int64_t index) {
  bus::AncLease lease = pool.try_lease();
  lease->index = index;
  return lease;
}

TEST(FanOut, GivesEveryConsumerEachFrame) {
  bus::AncPool pool(4);
  SpscRing<bus::AncLease> first(4);
  SpscRing<bus::AncLease> second(4);
  FanOut<bus::AncLease> sut;
  ASSERT_TRUE(sut.connect(first));
  ASSERT_TRUE(sut.connect(second));

  sut.publish(numbered(pool, 7));

  EXPECT_EQ((*first.try_pop())->index, 7);
  EXPECT_EQ((*second.try_pop())->index, 7);
  EXPECT_EQ(pool.leased(), 0U);
}

TEST(FanOut, LosesFramesOnlyForTheConsumerThatIsSlow) {
  bus::AncPool pool(8);
  SpscRing<bus::AncLease> slow(2);
  SpscRing<bus::AncLease> quick(8);
  FanOut<bus::AncLease> sut;
  ASSERT_TRUE(sut.connect(slow));
  ASSERT_TRUE(sut.connect(quick));

  for (int64_t i = 0; i < 5; ++i) sut.publish(numbered(pool, i));

  EXPECT_EQ(slow.size(), 2U);
  EXPECT_EQ(quick.size(), 5U);
  EXPECT_EQ(sut.dropped(), 3U);
  EXPECT_EQ(sut.published(), 5U);
}

TEST(FanOut, LeavesADisconnectedRingAlone) {
  bus::AncPool pool(4);
  SpscRing<bus::AncLease> ring(4);
  FanOut<bus::AncLease> sut;
  ASSERT_TRUE(sut.connect(ring));
  sut.disconnect(ring);

  sut.publish(numbered(pool, 1));

  EXPECT_EQ(ring.size(), 0U);
}

TEST(FanOut, RefusesMoreConsumersThanItHasPlacesFor) {
  std::array<std::unique_ptr<SpscRing<bus::AncLease>>, FanOut<bus::AncLease>::kMaxConsumers + 1> rings;
  FanOut<bus::AncLease> sut;
  for (auto& ring : rings) ring = std::make_unique<SpscRing<bus::AncLease>>(2);
  for (size_t i = 0; i + 1 < rings.size(); ++i) ASSERT_TRUE(sut.connect(*rings[i]));
  EXPECT_FALSE(sut.connect(*rings.back()));
}

TEST(FanOut, SurvivesConsumersThatComeAndGoWhileItPublishes) {
  bus::AncPool pool(64);
  FanOut<bus::AncLease> sut;
  std::atomic<bool> running{true};
  std::thread producer([&] {
    while (running.load()) {
      if (bus::AncLease lease = pool.try_lease()) sut.publish(std::move(lease));
    }
  });
  for (int round = 0; round < 200; ++round) {
    auto ring = std::make_unique<SpscRing<bus::AncLease>>(4);
    ASSERT_TRUE(sut.connect(*ring));
    for (int i = 0; i < 20; ++i) (void)ring->try_pop();
    sut.disconnect(*ring);
  }
  running.store(false);
  producer.join();
  EXPECT_EQ(pool.leased(), 0U);
}

}  // namespace
}  // namespace cw::app
