#include "gateway/bridge/audio/aac_encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/component/bridge/coded_decoder.h"

namespace cw::bridge {
namespace {

constexpr int64_t kFirst = 1024 * int64_t{83'000'000'000};

/// A sweep from 200 Hz to 5 kHz each second: a waveform that fits itself at one shift only.
double wave(int64_t sample) {
  static const std::vector<double> kSweep = [] {
    std::vector<double> sweep;
    for (int i = 0; i < 48'000; ++i) {
      const double t = i / 48'000.0;
      sweep.push_back(0.4 * std::sin(2 * std::numbers::pi * (200 * t + 2'400 * t * t)));
    }
    return sweep;
  }();
  return kSweep[static_cast<size_t>(sample % 48'000)];
}

std::vector<bus::CodedUnitPtr> coded(AacEncoder& sut, int64_t frames) {
  std::vector<bus::CodedUnitPtr> units;
  PlanarSamples samples;
  for (int64_t f = 0; f < frames; ++f) {
    samples.resize(kAacFrameSamples);
    for (uint32_t s = 0; s < kAacFrameSamples; ++s) {
      const double value = wave(kFirst + f * kAacFrameSamples + s);
      samples.channels[0][s] = static_cast<float>(value);
      samples.channels[1][s] = static_cast<float>(-value);
    }
    EXPECT_TRUE(sut.encode(samples, kFirst + f * kAacFrameSamples, units));
  }
  EXPECT_TRUE(sut.flush(units));
  return units;
}

/// Sum of the products of what was decoded and the wave shifted by `shift`.
double correlation(const std::vector<test::DecodedAudio>& decoded, int64_t shift) {
  double sum = 0;
  for (size_t f = 30; f < 60; ++f) {
    for (size_t s = 0; s < decoded[f].channels[0].size(); ++s) {
      sum += decoded[f].channels[0][s] * wave(decoded[f].pts + static_cast<int64_t>(s) - shift);
    }
  }
  return sum;
}

TEST(AacEncoder, GivesUnitsOnTheGridOf1024SamplesFromTheFirstOneOn) {
  AacEncoder sut = std::move(AacEncoder::create(128, 2, "eng").value());
  const auto units = coded(sut, 100);
  ASSERT_EQ(units.size(), 100U);
  for (size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i]->pts, kFirst + static_cast<int64_t>(i) * 1024);
    EXPECT_EQ(units[i]->duration, 1024U);
    EXPECT_TRUE(units[i]->key);
  }
}

TEST(AacEncoder, DecodesToTheSamplesThatItsPtsNames) {
  AacEncoder sut = std::move(AacEncoder::create(128, 2, "eng").value());
  const auto decoded = test::CodedDecoder(sut.parameters()).audio(coded(sut, 141));
  ASSERT_GE(decoded.size(), 140U);
  int64_t best = INT64_MIN;
  double highest = 0;
  for (int64_t shift = -1500; shift <= 1500; ++shift) {
    const double sum = correlation(decoded, shift);
    if (sum > highest) {
      highest = sum;
      best = shift;
    }
  }
  EXPECT_EQ(best, 0) << "samples between where the sound is and where its pts says it is";
  double error = 0;
  double signal = 0;
  for (size_t f = 2; f + 2 < decoded.size(); ++f) {
    for (size_t s = 0; s < 1024; ++s) {
      const double wanted = wave(decoded[f].pts + static_cast<int64_t>(s));
      error += std::pow(decoded[f].channels[0][s] - wanted, 2);
      signal += wanted * wanted;
    }
  }
  EXPECT_GT(10 * std::log10(signal / error), 30.0) << "dB of signal over coding noise, sample against sample";
}

TEST(AacEncoder, DescribesItself) {
  AacEncoder sut = std::move(AacEncoder::create(96, 1, "deu").value());
  EXPECT_EQ(sut.parameters().codec_string, "mp4a.40.2");
  EXPECT_EQ(sut.parameters().channels, 1U);
  EXPECT_EQ(sut.parameters().sample_rate_hz, 48'000U);
  EXPECT_EQ(sut.parameters().language, "deu");
  ASSERT_GE(sut.parameters().configuration.size(), 2U);
  EXPECT_EQ(sut.parameters().configuration[0] >> 3, 2) << "AudioSpecificConfig: AAC-LC";
}

TEST(AacEncoder, RefusesWhatItCannotDo) {
  EXPECT_FALSE(AacEncoder::create(128, 6, "und"));
  EXPECT_FALSE(AacEncoder::create(1, 2, "und"));
}

}  // namespace
}  // namespace cw::bridge
