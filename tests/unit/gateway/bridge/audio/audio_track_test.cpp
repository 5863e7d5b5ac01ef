#include "gateway/bridge/audio/audio_track.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "tests/component/bridge/coded_decoder.h"

namespace cw::bridge {
namespace {

constexpr int64_t kStart = 1'700'000'000;  // s of TAI

class KeepingSink final : public bus::CodedSink {
 public:
  void on_video(size_t /*rendition*/, const bus::CodedUnitPtr& /*unit*/) override {}
  void on_audio(size_t /*track*/, const bus::CodedUnitPtr& unit) override { units.push_back(unit); }
  std::vector<bus::CodedUnitPtr> units;
};

/// 440 Hz whose phase follows TAI; a click at each full second.
double tone(double seconds) { return 0.4 * std::sin(2 * std::numbers::pi * 440 * seconds); }

class AudioTrackTest : public testing::Test {
 protected:
  AudioTrackTest() {
    config_.id = "one";
    config_.audio.bitrate_kbps = 256;
    sut_ = std::move(AudioTrack::create(config_, 0, ring_, sinks_).value());
  }

  /// `samples` from the sender's own sample `first`, captured at `tai`.
  struct Run {
    int64_t first;
    uint32_t samples;
    TaiTime tai;
    bool locked;
  };

  /// One block; its sample s sounds as `wave` says.
  void push(const bus::AudioFormat& format, const Run& run, const std::function<double(uint32_t)>& wave) {
    bus::AudioLease block = pool_.try_lease();
    ASSERT_TRUE(block);
    block->prepare(format, run.samples);
    block->first_sample = run.first;
    block->tai = run.tai;
    block->locked = run.locked;
    block->discontinuity = false;
    for (uint32_t s = 0; s < run.samples; ++s) {
      for (uint16_t c = 0; c < format.channels; ++c) {
        block->data[size_t{s} * format.channels + c] = static_cast<int32_t>(wave(s) * 2147483000.0);
      }
    }
    ASSERT_TRUE(ring_.try_push(std::move(block)));
  }

  /// `seconds` of a sender at `format` whose clock runs `ppm` fast; its tone is in phase with TAI all the same.
  void play(const bus::AudioFormat& format, int seconds, double ppm, bool locked) {
    const auto per_block = static_cast<uint32_t>(format.rate.num() / 1000);
    const double spacing = 1.0 / (static_cast<double>(format.rate.num()) * (1 + ppm * 1e-6));
    const int64_t first = format.rate.num() * kStart + (locked ? 0 : 12'345);
    for (int64_t b = 0; b < int64_t{seconds} * 1000; ++b) {
      const double at = static_cast<double>(b * per_block) * spacing;
      const TaiTime tai = TaiTime::from_ns(kStart * kNsPerSecond + std::llround(at * 1e9));
      push(format, {first + b * per_block, per_block, tai, locked}, [&](uint32_t s) { return tone(at + s * spacing); });
      sut_->step(tai + std::chrono::milliseconds{2});
    }
    sut_->step(TaiTime::from_ns((kStart + seconds) * kNsPerSecond) + config_.delay);
  }

  /// Largest difference between what was coded from second `from` on and the tone at TAI.
  double largest_error(double from) {
    sut_->finish();
    const auto decoded = test::CodedDecoder(sut_->parameters()).audio(sink_.units);
    double largest = 0;
    for (size_t f = 2; f + 3 < decoded.size(); ++f) {
      for (size_t s = 0; s < decoded[f].channels[0].size(); ++s) {
        const double t = static_cast<double>(decoded[f].pts + static_cast<int64_t>(s) - kStart * 48'000) / 48'000;
        if (t > from) largest = std::max(largest, std::abs(decoded[f].channels[0][s] - tone(t)));
      }
    }
    return largest;
  }

  ChannelConfig config_;
  KeepingSink sink_;
  SinkList sinks_{&sink_};
  SpscRing<bus::AudioLease> ring_{64};
  bus::AudioPool pool_{64};
  std::unique_ptr<AudioTrack> sut_;
};

bus::AudioFormat at_rate(int64_t hz) { return {.channels = 2, .rate = SampleRate::hz(hz), .depth = 24}; }

TEST_F(AudioTrackTest, KeepsLockedSamplesInTheirPlace) {
  play(at_rate(48'000), 4, 0, true);
  EXPECT_LT(largest_error(0.1), 0.02);
  for (const auto& unit : sink_.units) EXPECT_EQ(unit->pts % 1024, 0);
  EXPECT_LT(sut_->statistics().silent_samples, 48'000U / 5) << "only before the first block";
  EXPECT_EQ(sut_->statistics().late_blocks, 0U);
}

TEST_F(AudioTrackTest, Resamples96KhzInPlace) {
  play(at_rate(96'000), 4, 0, true);
  EXPECT_LT(largest_error(0.1), 0.02);
  EXPECT_EQ(sut_->statistics().resyncs, 0U);
}

TEST_F(AudioTrackTest, Resamples44Point1KhzInPlace) {
  play(at_rate(44'100), 4, 0, true);
  EXPECT_LT(largest_error(0.1), 0.02);
}

TEST_F(AudioTrackTest, FollowsAFastSenderWithoutAStep) {
  play(at_rate(48'000), 40, 100, false);
  EXPECT_EQ(sut_->statistics().resyncs, 0U);
  EXPECT_NEAR(static_cast<double>(sut_->statistics().correction_ppm), -100, 5);
  // 0.4 × 2π × 440 × 50 µs = 0.055: within 50 µs of TAI after settling, and no click.
  EXPECT_LT(largest_error(28), 0.06);
}

TEST_F(AudioTrackTest, FollowsASlowSenderWithoutAStep) {
  play(at_rate(48'000), 40, -100, false);
  EXPECT_EQ(sut_->statistics().resyncs, 0U);
  EXPECT_NEAR(static_cast<double>(sut_->statistics().correction_ppm), 100, 5);
  EXPECT_LT(largest_error(28), 0.06);
}

TEST_F(AudioTrackTest, StaysWithinAMillisecondWhileItLearnsTheDrift) {
  play(at_rate(48'000), 15, 100, false);
  // 1 ms of 440 Hz is more than a radian; half a millisecond shows as 0.4 × 2 × sin(0.69).
  EXPECT_LT(largest_error(0.2), 0.51);
}

TEST_F(AudioTrackTest, CountsSilenceWhereBlocksAreMissing) {
  play(at_rate(48'000), 1, 0, true);
  const uint64_t before = sut_->statistics().silent_samples;
  sut_->step(TaiTime::from_ns((kStart + 2) * kNsPerSecond) + config_.delay);
  EXPECT_NEAR(static_cast<double>(sut_->statistics().silent_samples - before), 48'000, 1100);
  EXPECT_FALSE(sut_->statistics().alive);
}

TEST_F(AudioTrackTest, PutsAnUnlockedSenderInPlaceAgainAfterAJump) {
  play(at_rate(48'000), 1, 0, false);
  const TaiTime later = TaiTime::from_ns((kStart + 1) * kNsPerSecond) + std::chrono::milliseconds{50};
  push(at_rate(48'000), {kStart * 48'000 + 12'345 + 48'000, 48, later, false}, [](uint32_t) { return 0.0; });
  sut_->step(later);
  EXPECT_EQ(sut_->statistics().resyncs, 1U);
}

/// Two inputs: one plays the tone, the other is silent; halfway the track is routed from one to the other.
TEST_F(AudioTrackTest, ChangesInputWithoutAMissingSample) {
  SpscRing<bus::AudioLease> other(64);
  const TaiTime change = TaiTime::from_ns(kStart * kNsPerSecond) + std::chrono::milliseconds{500};
  sut_->route({bridge::ChannelRoute{&other, 1}, bridge::ChannelRoute{&other, 0}}, change);
  for (int64_t b = 0; b < 1000; ++b) {
    const TaiTime tai = TaiTime::from_ns(kStart * kNsPerSecond + b * 1'000'000);
    push(at_rate(48'000), {kStart * 48'000 + b * 48, 48, tai, true},
         [&](uint32_t s) { return tone(0.001 * static_cast<double>(b) + s / 48'000.0); });
    bus::AudioLease silent = pool_.try_lease();
    silent->prepare(at_rate(48'000), 48);
    silent->first_sample = kStart * 48'000 + b * 48;
    silent->tai = tai;
    silent->locked = true;
    ASSERT_TRUE(other.try_push(std::move(silent)));
    sut_->step(tai + std::chrono::milliseconds{2});
  }
  const uint64_t before = sut_->statistics().silent_samples;
  sut_->step(TaiTime::from_ns((kStart + 1) * kNsPerSecond) + config_.delay);
  EXPECT_EQ(sut_->statistics().silent_samples, before);
  EXPECT_LT(before, 48'000U / 5) << "only before the first block";
  sut_->finish();
  const auto decoded = test::CodedDecoder(sut_->parameters()).audio(sink_.units);
  const auto loudest = [&](double from, double to) {
    double most = 0;
    for (const auto& frame : decoded) {
      for (size_t s = 0; s < frame.channels[0].size(); ++s) {
        const double t = static_cast<double>(frame.pts + static_cast<int64_t>(s) - kStart * 48'000) / 48'000;
        if (t >= from && t < to) most = std::max(most, std::abs(static_cast<double>(frame.channels[0][s])));
      }
    }
    return most;
  };
  EXPECT_GT(loudest(0.1, 0.49), 0.35);
  EXPECT_LT(loudest(0.53, 0.9), 0.02);
}

TEST_F(AudioTrackTest, DropsAnInput) {
  ASSERT_TRUE(ring_.try_push(pool_.try_lease()));
  sut_->drop_input(ring_);
  EXPECT_EQ(ring_.size(), 0U);
}

}  // namespace
}  // namespace cw::bridge
