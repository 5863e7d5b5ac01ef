#include "gateway/essence/video_20/coverage_map.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cw::essence {
namespace {

using Gaps = std::vector<std::pair<size_t, size_t>>;

Gaps gaps_of(const CoverageMap& map) {
  Gaps gaps;
  map.for_each_gap([&](size_t first, size_t count) { gaps.emplace_back(first, count); });
  return gaps;
}

TEST(CoverageMap, IsOneGapAtFirst) {
  CoverageMap sut(130);
  EXPECT_EQ(gaps_of(sut), (Gaps{{0, 130}}));
  EXPECT_EQ(sut.missing(), 130U);
  EXPECT_FALSE(sut.complete());
}

TEST(CoverageMap, IsCompleteOnlyWithTheLastBit) {
  CoverageMap sut(130);
  EXPECT_EQ(sut.mark(0, 129), 129U);
  EXPECT_FALSE(sut.complete());
  EXPECT_EQ(gaps_of(sut), (Gaps{{129, 1}}));
  EXPECT_EQ(sut.mark(129, 1), 1U);
  EXPECT_TRUE(sut.complete());
  EXPECT_TRUE(gaps_of(sut).empty());
}

TEST(CoverageMap, CountsOverlapsOnce) {
  CoverageMap sut(256);
  EXPECT_EQ(sut.mark(10, 100), 100U);
  EXPECT_EQ(sut.mark(50, 100), 40U);
  EXPECT_EQ(sut.mark(10, 140), 0U);
  EXPECT_EQ(sut.missing(), 256U - 140U);
}

TEST(CoverageMap, FindsGapsAtWordBoundaries) {
  CoverageMap sut(192);
  sut.mark(0, 64);
  sut.mark(128, 63);
  EXPECT_EQ(gaps_of(sut), (Gaps{{64, 64}, {191, 1}}));
}

/// Marks a random run in both and compares how much of it was new.
void mark_random_run(CoverageMap& sut, std::vector<bool>& expected, std::mt19937& generator) {
  const size_t first = generator() % expected.size();
  const size_t count = 1 + generator() % std::min<size_t>(200, expected.size() - first);
  const auto begin = expected.begin() + static_cast<ptrdiff_t>(first);
  const auto end = begin + static_cast<ptrdiff_t>(count);
  const auto fresh = static_cast<size_t>(std::count(begin, end, false));
  std::fill(begin, end, true);
  ASSERT_EQ(sut.mark(first, count), fresh);
}

std::vector<bool> covered_by(const CoverageMap& sut, size_t bits) {
  std::vector<bool> covered(bits, true);
  for (const auto& [first, count] : gaps_of(sut)) {
    for (size_t i = first; i < first + count; ++i) covered[i] = false;
  }
  return covered;
}

TEST(CoverageMap, AgreesWithAPlainArray) {
  constexpr size_t kBits = 1000;
  std::mt19937 generator(1);
  for (int round = 0; round < 50; ++round) {
    CoverageMap sut(kBits);
    std::vector<bool> expected(kBits, false);
    for (int run = 0; run < 20; ++run) mark_random_run(sut, expected, generator);
    ASSERT_EQ(covered_by(sut, kBits), expected);
  }
}

TEST(CoverageMap, ForgetsEverythingOnClear) {
  CoverageMap sut(70);
  sut.mark(0, 70);
  sut.clear();
  EXPECT_EQ(sut.missing(), 70U);
  EXPECT_EQ(gaps_of(sut), (Gaps{{0, 70}}));
}

}  // namespace
}  // namespace cw::essence
