// Channel and TS muxer together: the multiplex is read back with a reader of its own.
#include "gateway/bridge/ts_muxer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "tests/component/bridge/channel_harness.h"
#include "tests/component/bridge/ts_reader.h"
#include "tests/support/capturing_output.h"

namespace cw::bridge {
namespace {

using test::ChannelHarness;
using test::TsContents;
using test::TsReader;

constexpr int64_t kStart = ChannelHarness::kStart;
constexpr uint16_t kVideoPid = 0x100;
constexpr uint16_t kAudioPid = 0x101;
constexpr int64_t kWrap = int64_t{1} << 33;

class TsMuxerTest : public testing::Test {
 protected:
  TsMuxerTest() : harness_(test::small_channel()) {}

  std::unique_ptr<TsMuxer> make(TsMuxerConfig config = {}) {
    return std::move(TsMuxer::create(std::move(config), harness_.channel->video_parameters()[0],
                                     {harness_.channel->audio_parameters()}, output_)
                         .value());
  }

  /// `seconds` of picture and tone through the channel.
  void play(int64_t first, int64_t frames) {
    const bus::AudioFormat format{.channels = 2, .rate = SampleRate::hz(48'000), .depth = 24};
    harness_.run(first, frames, [&](int64_t k) {
      ASSERT_TRUE(harness_.push(harness_.frame(test::small_format(), k)));
      for (int64_t s = k * 960; s < (k + 1) * 960; s += 48) {
        ASSERT_TRUE(harness_.push(harness_.block(format, s, 48, [](int64_t n) {
          return 0.3 * std::sin(2 * std::numbers::pi * static_cast<double>(n % 48) / 48);
        })));
      }
    });
  }

  void finish(TsMuxer& muxer) {
    harness_.channel->stop();
    muxer.flush();
  }

  std::vector<uint8_t> stream() const {
    std::vector<uint8_t> out;
    for (const bus::MuxedChunk& chunk : output_.published) out.insert(out.end(), chunk.data.begin(), chunk.data.end());
    return out;
  }

  ChannelHarness harness_;
  test::CapturingOutput<bus::MuxedChunk> output_;
};

TEST_F(TsMuxerTest, GivesAConstantRateStreamWithSteadyClocksAndTables) {
  const auto sut = make();
  harness_.channel->add_sink(*sut);
  play(kStart - 10, 500);
  finish(*sut);
  for (const auto& chunk : output_.published) ASSERT_EQ(chunk.data.size(), 1316U);
  const TsContents ts = TsReader::read(stream());
  EXPECT_EQ(ts.bad_sync, 0U);
  EXPECT_EQ(ts.continuity_errors, 0U);
  ASSERT_GT(ts.pcrs.size(), 200U);
  const double octets_per_tick = static_cast<double>(sut->muxrate_bps()) / 8 / 27e6;
  for (size_t i = 1; i < ts.pcrs.size(); ++i) {
    const int64_t step = ts.pcrs[i].clock - ts.pcrs[i - 1].clock;
    EXPECT_LE(step, 27'000 * 40) << "PCR at least each 40 ms";
    const double wanted = static_cast<double>(ts.pcrs[i].octet - ts.pcrs[i - 1].octet) / octets_per_tick;
    EXPECT_NEAR(static_cast<double>(step), wanted, 13.5) << "PCR accuracy 500 ns";
  }
  for (size_t i = 1; i < ts.pats.size(); ++i) {
    EXPECT_LE(static_cast<double>(ts.pats[i] - ts.pats[i - 1]) / octets_per_tick, 27'000 * 100 * 1.05)
        << "PAT each 100 ms";
  }
  EXPECT_EQ(sut->statistics().late_units, 0U);
  EXPECT_GT(sut->statistics().null_packets, 0U);
}

TEST_F(TsMuxerTest, StampsTaiWrappedTo33Bits) {
  const auto sut = make();
  harness_.channel->add_sink(*sut);
  play(kStart - 10, 300);
  finish(*sut);
  TsContents ts = TsReader::read(stream());
  const auto& video = ts.pes[kVideoPid];
  ASSERT_GT(video.size(), 200U);
  for (size_t i = 0; i < video.size(); ++i) {
    ASSERT_EQ(video[i].pts, (kStart + static_cast<int64_t>(i)) * 1800 % kWrap);
    ASSERT_EQ(video[i].dts, video[i].pts);
  }
  const auto& audio = ts.pes[kAudioPid];
  ASSERT_GT(audio.size(), 200U);
  EXPECT_LE(std::abs(audio.front().pts - video.front().pts), 1920) << "from the first AAC frame after the IDR";
  for (size_t i = 1; i < audio.size(); ++i) EXPECT_NEAR(static_cast<double>(audio[i].pts - audio[i - 1].pts), 1920, 0);
}

TEST_F(TsMuxerTest, KeepsTheClockAheadOfItsTimeStampsWithinTheBuffer) {
  TsMuxerConfig config;
  config.buffer = std::chrono::milliseconds{600};
  const auto sut = make(config);
  harness_.channel->add_sink(*sut);
  play(kStart, 400);
  finish(*sut);
  TsContents ts = TsReader::read(stream());
  const auto clock_at = [&](size_t octet) {
    const auto next = std::ranges::upper_bound(ts.pcrs, octet, {}, &test::TsPcr::octet);
    return (next == ts.pcrs.begin() ? next : next - 1)->clock / 300;
  };
  for (const uint16_t pid : {kVideoPid, kAudioPid}) {
    for (const auto& pes : ts.pes[pid]) {
      const int64_t ahead = (pes.dts - clock_at(pes.octet) + kWrap) % kWrap;
      EXPECT_GT(ahead, 0);
      EXPECT_LE(ahead, 90 * 645) << "600 ms and one PCR interval";
    }
  }
}

TEST_F(TsMuxerTest, MakesChunksDueAtTheRateOfTheMultiplex) {
  TsMuxerConfig config;
  config.delay = std::chrono::milliseconds{200};
  const auto sut = make(config);
  harness_.channel->add_sink(*sut);
  play(kStart, 400);
  finish(*sut);
  const auto& chunks = output_.published;
  EXPECT_EQ(chunks.front().due, FrameRate::hz(50).time_of(kStart) + config.delay);
  const double period = 1316.0 * 8 * 1e9 / static_cast<double>(sut->muxrate_bps());
  for (size_t i = 1; i < chunks.size(); ++i) {
    EXPECT_NEAR(static_cast<double>((chunks[i].due - chunks[i - 1].due).count()), period, 2);
  }
}

TEST_F(TsMuxerTest, BeginsAtTheNextIdrWhenStartedInMidGop) {
  const auto sut = make();
  play(kStart, 260);
  for (const auto& unit : harness_.sink.video[0]) {
    if (unit->pts > kStart + 40) sut->on_video(0, unit);
  }
  finish(*sut);
  TsContents ts = TsReader::read(stream());
  ASSERT_FALSE(ts.pes[kVideoPid].empty());
  EXPECT_EQ(ts.pes[kVideoPid].front().pts, (kStart + 100) * 1800 % kWrap);
  EXPECT_EQ(sut->statistics().skipped_units, 59U);
}

TEST_F(TsMuxerTest, DoesNotWaitForAudioThatIsAbsent) {
  const auto sut = make();
  play(kStart, 260);
  uint64_t before = 0;
  for (const auto& unit : harness_.sink.video[0]) {
    sut->on_video(0, unit);
    EXPECT_GT(sut->statistics().units, before);
    before = sut->statistics().units;
  }
  EXPECT_GT(sut->statistics().chunks, 150U);
}

TEST_F(TsMuxerTest, BeginsAnewAtAnIdrAfterAJump) {
  const auto sut = make();
  play(kStart, 460);
  for (const auto& unit : harness_.sink.video[0]) {
    if (unit->pts < kStart + 50 || unit->pts > kStart + 150) sut->on_video(0, unit);
  }
  finish(*sut);
  TsContents ts = TsReader::read(stream());
  EXPECT_EQ(ts.bad_sync, 0U);
  EXPECT_EQ(sut->statistics().restarts, 1U);
  const auto& video = ts.pes[kVideoPid];
  ASSERT_GT(video.size(), 60U);
  EXPECT_EQ(video[50].pts, (kStart + 200) * 1800 % kWrap);
}

TEST_F(TsMuxerTest, IgnoresOtherRenditionsAndTracks) {
  const auto sut = make();
  play(kStart, 120);
  for (const auto& unit : harness_.sink.video[0]) sut->on_video(1, unit);
  for (const auto& unit : harness_.sink.audio[0]) sut->on_audio(3, unit);
  EXPECT_EQ(sut->statistics().units, 0U);
}

TEST_F(TsMuxerTest, RefusesARateBelowThePeakOfTheVideo) {
  TsMuxerConfig config;
  config.muxrate_bps = 100'000;
  const auto sut = TsMuxer::create(config, harness_.channel->video_parameters()[0], {}, output_);
  ASSERT_FALSE(sut);
  EXPECT_NE(sut.error().message.find("muxrate"), std::string::npos);
}

}  // namespace
}  // namespace cw::bridge
