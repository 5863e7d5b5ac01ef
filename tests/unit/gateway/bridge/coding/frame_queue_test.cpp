#include "gateway/bridge/coding/frame_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <thread>
#include <vector>

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

std::vector<int> pairs_of(const CaptionTriplets& captions) {
  std::vector<int> out;
  for (size_t i = 0; i < captions.count; ++i) out.push_back(captions.octets[i * 3 + 1]);
  return out;
}

EncoderInput captioned(int64_t index, int first_pair, int pairs, bool opens_gop = false) {
  EncoderInput out = frame(index, opens_gop);
  for (int i = 0; i < pairs; ++i) out.captions.append(true, 3, static_cast<uint8_t>(first_pair + i), 0);
  return out;
}

std::vector<int> all_pairs(FrameQueue& queue) {
  std::vector<int> out;
  while (auto input = queue.try_pop()) std::ranges::copy(pairs_of(input->captions), std::back_inserter(out));
  return out;
}

std::vector<int> up_to(int end) {
  std::vector<int> out(static_cast<size_t>(end));
  std::iota(out.begin(), out.end(), 0);
  return out;
}

TEST(FrameQueue, GivesTheCaptionsOfADroppedFrameToTheNext) {
  FrameQueue sut(3);
  for (int i = 0; i < 6; ++i) (void)sut.push(captioned(i, 2 * i, 2, i == 0));
  EXPECT_EQ(pairs_of(sut.try_pop()->captions), (std::vector<int>{0, 1})) << "what opens the GOP keeps its own";
  EXPECT_EQ(pairs_of(sut.try_pop()->captions), (std::vector<int>{2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(pairs_of(sut.try_pop()->captions), (std::vector<int>{10, 11}));
}

TEST(FrameQueue, SpreadsCaptionsThatNoLongerFitOneFrame) {
  FrameQueue sut(3);
  for (int i = 0; i < 6; ++i) (void)sut.push(captioned(i, 15 * i, 15));
  EXPECT_EQ(all_pairs(sut), up_to(90));
}

TEST(FrameQueue, OwesCaptionsToTheFrameThatComesNext) {
  FrameQueue sut(1);
  (void)sut.push(frame(0, true));
  for (int i = 1; i < 4; ++i) EXPECT_EQ(sut.push(captioned(i, 3 * (i - 1), 3)), 1U);
  (void)sut.push(captioned(4, 9, 1, true));
  EXPECT_EQ(all_pairs(sut), up_to(10));
}

TEST(FrameQueue, LeavesOutNullPairsWhenItJoinsCaptions) {
  FrameQueue sut(1);
  for (int i = 0; i < 40; ++i) {
    EncoderInput input = captioned(i, i, i % 4 == 0 ? 1 : 0);
    input.captions.append(true, 0, 0x80, 0x80);
    (void)sut.push(std::move(input));
  }
  EXPECT_EQ(all_pairs(sut), (std::vector<int>{0, 4, 8, 12, 16, 20, 24, 28, 32, 36}));
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
