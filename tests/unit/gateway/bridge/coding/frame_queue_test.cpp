#include "gateway/bridge/coding/frame_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace cw::bridge {
namespace {

EncoderInput frame(int64_t index, bool opens_gop = false) {
  EncoderInput out;
  out.index = index;
  out.opens_gop = opens_gop;
  return out;
}

std::vector<int64_t> indexes(FrameQueue& queue) {
  std::vector<int64_t> out;
  while (auto input = queue.try_pop()) out.push_back(input->index);
  return out;
}

TEST(FrameQueue, DropsTheOldestFrameWhenTheEncoderLags) {
  FrameQueue sut(3);
  for (int64_t i = 0; i < 3; ++i) EXPECT_EQ(sut.push(frame(i)), 0U);
  EXPECT_EQ(sut.push(frame(3)), 1U);
  EXPECT_EQ(indexes(sut), (std::vector<int64_t>{1, 2, 3}));
}

TEST(FrameQueue, NeverDropsTheFrameThatOpensAGop) {
  FrameQueue sut(3);
  (void)sut.push(frame(0, true));
  for (int64_t i = 1; i < 10; ++i) (void)sut.push(frame(i));
  EXPECT_EQ(indexes(sut), (std::vector<int64_t>{0, 8, 9}));
}

TEST(FrameQueue, KeepsAllOpenersOfAStuckEncoder) {
  FrameQueue sut(2);
  for (int64_t i = 0; i < 50; ++i) (void)sut.push(frame(i, i % 10 == 0));
  EXPECT_EQ(indexes(sut), (std::vector<int64_t>{0, 10, 20, 30, 40}));
}

TEST(FrameQueue, GivesLeasesBackWithTheFramesItDrops) {
  PicturePool pool(4);
  FrameQueue sut(2);
  for (int64_t i = 0; i < 4; ++i) {
    EncoderInput input = frame(i);
    input.picture = pool.try_lease();
    (void)sut.push(std::move(input));
  }
  EXPECT_EQ(pool.leased(), 2U);
}

TEST(FrameQueue, WakesItsReaderForAFrameAndForTheEnd) {
  FrameQueue sut(4);
  std::vector<int64_t> seen;
  std::jthread reader([&](const std::stop_token& stop) {
    while (auto input = sut.pop(stop)) seen.push_back(input->index);
  });
  (void)sut.push(frame(7));
  while (sut.size() != 0) std::this_thread::yield();
  reader.request_stop();
  reader.join();
  EXPECT_EQ(seen, (std::vector<int64_t>{7}));
}

}  // namespace
}  // namespace cw::bridge
