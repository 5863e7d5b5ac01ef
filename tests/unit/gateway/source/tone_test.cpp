#include "gateway/source/tone.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

namespace cw::source {
namespace {

bus::AudioFormat format_of(uint16_t channels, int64_t rate = 48'000, uint8_t depth = 24) {
  bus::AudioFormat format;
  format.channels = channels;
  format.rate = Rate::hz(rate);
  format.depth = depth;
  return format;
}

std::vector<int32_t> samples_of(const Tone& tone, const bus::AudioFormat& format, int64_t first, uint32_t count) {
  bus::AudioBlock block;
  block.prepare(format, count);
  tone.render(block, first);
  return block.data;
}

constexpr int64_t kFirst = 86'400'000'000'000 + 48'000 + 17;  // in the second second of a three-second period

TEST(Tone, BlocksOfAnyLengthJoinWithoutASeam) {
  const auto format = format_of(4);
  const auto sut = Tone::create({.format = format});
  const auto whole = samples_of(*sut, format, kFirst, 960);
  std::vector<int32_t> joined;
  for (int64_t at = 0; at < 960; at += 6) {
    const auto part = samples_of(*sut, format, kFirst + at, 6);
    joined.insert(joined.end(), part.begin(), part.end());
  }
  EXPECT_EQ(joined, whole);
}

TEST(Tone, EachChannelHasItsOwnFrequency) {
  const auto format = format_of(8);
  const auto sut = Tone::create({.format = format, .ident_breaks = false});
  const auto data = samples_of(*sut, format, kFirst - 17, 48'000);
  for (size_t channel = 0; channel < 8; ++channel) {
    int64_t rising = 0;
    for (size_t s = 1; s < 48'000; ++s) {
      if (data[(s - 1) * 8 + channel] < 0 && data[s * 8 + channel] >= 0) ++rising;
    }
    EXPECT_NEAR(static_cast<double>(rising), static_cast<double>(Tone::frequency_hz(channel)), 1) << channel;
  }
  EXPECT_EQ(Tone::frequency_hz(0), 1000);
}

TEST(Tone, PeaksAtMinus18DecibelsAndKeepsTheUnusedBitsZero) {
  for (const uint8_t depth : {uint8_t{16}, uint8_t{24}}) {
    const auto format = format_of(1, 48'000, depth);
    const auto sut = Tone::create({.format = format});
    const auto data = samples_of(*sut, format, kFirst, 4800);
    const int32_t peak = *std::ranges::max_element(data);
    EXPECT_NEAR(20 * std::log10(peak / 2147483648.0), -18, 0.01);
    for (const int32_t sample : data) ASSERT_EQ(static_cast<uint32_t>(sample) << depth, 0U);
  }
}

TEST(Tone, TheFirstChannelBreaksForAQuarterSecondEveryThree) {
  const auto format = format_of(2);
  const auto sut = Tone::create({.format = format});
  const int64_t period = 3 * 48'000;
  const auto data = samples_of(*sut, format, 1000 * period, static_cast<uint32_t>(period));
  const auto silent = [&](size_t first, size_t last, size_t channel) {
    for (size_t s = first; s < last; ++s) {
      if (data[s * 2 + channel] != 0) return false;
    }
    return true;
  };
  EXPECT_TRUE(silent(0, 12'000, 0));
  EXPECT_FALSE(silent(0, 12'000, 1));
  EXPECT_FALSE(silent(12'000, 12'024, 0));
  // no click: the tone comes back from zero
  EXPECT_EQ(data[12'000 * 2], 0);
}

TEST(Tone, IsTheSameAtOtherRatesInTime) {
  const auto format = format_of(1, 96'000);
  const auto sut = Tone::create({.format = format});
  const auto base_format = format_of(1);
  const auto base = Tone::create({.format = base_format});
  const auto fast = samples_of(*sut, format, 2 * kFirst, 192);
  const auto slow = samples_of(*base, base_format, kFirst, 96);
  for (size_t s = 0; s < 96; ++s) ASSERT_NEAR(fast[2 * s], slow[s], 512) << s;
}

TEST(Tone, SetsTheTimesOfTheBlock) {
  const auto format = format_of(2);
  const auto sut = Tone::create({.format = format});
  bus::AudioBlock block;
  block.prepare(format, 48);
  sut->render(block, kFirst);
  EXPECT_EQ(block.first_sample, kFirst);
  EXPECT_EQ(block.tai, format.rate.time_of(kFirst));
  EXPECT_EQ(block.samples, 48U);
}

TEST(Tone, RefusesWhatTheBusDoesNotCarry) {
  EXPECT_FALSE(Tone::create({.format = format_of(0)}));
  EXPECT_FALSE(Tone::create({.format = format_of(65)}));
  EXPECT_FALSE(Tone::create({.format = format_of(2, 8'000)}));
  EXPECT_FALSE(Tone::create({.format = format_of(2, 48'000, 20)}));
}

}  // namespace
}  // namespace cw::source
