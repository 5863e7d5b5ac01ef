#include "gateway/hls/packager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "gateway/hls/playlist_text.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/gateway/hls/coded_units.h"
#include "tests/unit/gateway/hls/memory_store.h"

namespace cw::hls {
namespace {

using test::audio_unit;
using test::MemoryStore;
using test::video_unit;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kMultivariant = "/out/multivariant.m3u8";

class PackagerTest : public testing::Test {
 protected:
  PackagerTest() {
    config_.directory = "/out";
    config_.channel = "demo";
    config_.gop_frames = 100;
    config_.video = {{"high", "", test::video_parameters()}, {"low", "", test::video_parameters()}};
    config_.audio = {{"audio", "Main", test::audio_parameters()}};
  }
  Expected<std::unique_ptr<Packager>> make() {
    return Packager::create(config_, clock_, std::make_unique<MemoryStore>(disk_));
  }
  std::unique_ptr<Packager> make_sut() {
    auto made = make();
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  // Frames [from, to) of one video rendition.
  static void feed_video(Packager& sut, size_t rendition, int64_t from, int64_t to) {
    for (int64_t n = from; n < to; ++n) sut.on_video(rendition, video_unit(n, n % 100 == 0));
  }
  static void feed_audio(Packager& sut, int64_t from_s, int64_t to_s) {
    for (int64_t frame = from_s * 48'000 / 1024; frame <= to_s * 48'000 / 1024; ++frame)
      sut.on_audio(0, audio_unit(frame));
  }

  std::shared_ptr<MemoryStore::Disk> disk_ = std::make_shared<MemoryStore::Disk>();
  test::FakeClock clock_{TaiTime::from_ns(100 * kNsPerSecond)};
  PackagerConfig config_;
};

TEST_F(PackagerTest, PublishesTheMultivariantPlaylistWhenEveryRenditionHasASegment) {
  const auto sut = make_sut();
  feed_video(*sut, 0, 5000, 5200);
  feed_audio(*sut, 100, 104);
  sut->drain();
  EXPECT_FALSE(sut->statistics().published);
  EXPECT_FALSE(disk_->has(kMultivariant));
  EXPECT_TRUE(disk_->has("/out/high/media.m3u8"));
  feed_video(*sut, 1, 5000, 5100);
  sut->drain();
  EXPECT_TRUE(sut->statistics().published);
  EXPECT_THAT(disk_->text(kMultivariant), HasSubstr("BANDWIDTH=3128000"));
}

TEST_F(PackagerTest, GivesAudioAndVideoTheSameNumbers) {
  const auto sut = make_sut();
  feed_video(*sut, 0, 5000, 5400);
  feed_video(*sut, 1, 5000, 5400);
  feed_audio(*sut, 99, 109);
  sut->drain();
  for (const std::string folder : {"high", "low", "audio"}) {
    for (const int64_t number : {50, 51, 52, 53}) {
      EXPECT_TRUE(disk_->has("/out/" + folder + "/" + segment_name(number))) << folder << number;
    }
  }
  const PackagerStatistics statistics = sut->statistics();
  EXPECT_EQ(statistics.video[0].segments_written, 4U);
  EXPECT_EQ(statistics.audio[0].newest_segment, 53);
}

TEST_F(PackagerTest, WritesTheSameFilesAsASecondGatewayThatStartedLater) {
  const auto first = make_sut();
  feed_video(*first, 0, 5000, 5400);
  feed_audio(*first, 98, 109);
  first->stop();
  const auto files = disk_->files;
  disk_ = std::make_shared<MemoryStore::Disk>();
  const auto second = make_sut();
  feed_video(*second, 0, 5137, 5400);
  feed_audio(*second, 102, 109);
  second->stop();
  for (const std::string name : {"/out/high/52.m4s", "/out/high/53.m4s", "/out/audio/52.m4s", "/out/audio/53.m4s",
                                 "/out/high/init.mp4", "/out/audio/init.mp4"}) {
    ASSERT_TRUE(disk_->has(name)) << name;
    EXPECT_EQ(disk_->files[name], files.at(name)) << name;
  }
}

TEST_F(PackagerTest, RewritesTheMultivariantPlaylistWhenTheMeasuredRateMoves) {
  config_.video.pop_back();
  config_.audio.clear();
  const auto sut = make_sut();
  const auto feed = [&](int64_t from, int64_t to, size_t octets) {
    for (int64_t n = from; n < to; ++n) sut->on_video(0, video_unit(n, n % 100 == 0, octets));
    sut->drain();
  };
  feed(5000, 5300, 1000);
  const std::string first = disk_->text(kMultivariant);
  EXPECT_THAT(first, Not(HasSubstr("BANDWIDTH=3000000"))) << "three segments are trusted";
  feed(5300, 5500, 1000);
  EXPECT_EQ(disk_->text(kMultivariant), first);
  feed(5500, 5600, 2000);
  EXPECT_NE(disk_->text(kMultivariant), first);
  EXPECT_GT(sut->statistics().video[0].peak_bps, 800'000U);
}

TEST_F(PackagerTest, KeepsServingOverARestartAndDropsRenditionsThatAreGone) {
  {
    const auto sut = make_sut();
    feed_video(*sut, 0, 5000, 5200);
    feed_video(*sut, 1, 5000, 5200);
    feed_audio(*sut, 100, 105);
    sut->stop();
  }
  disk_->files["/out/logo/picture.png"] = {1};
  clock_.set(TaiTime::from_ns(106 * kNsPerSecond));
  {
    const auto same = make_sut();
    EXPECT_TRUE(same->statistics().published);
  }
  config_.video.pop_back();
  const auto sut = make_sut();
  EXPECT_FALSE(disk_->has("/out/low/init.mp4"));
  EXPECT_FALSE(disk_->has("/out/low/50.m4s"));
  EXPECT_TRUE(disk_->has("/out/high/50.m4s"));
  EXPECT_TRUE(disk_->has("/out/logo/picture.png"));
  EXPECT_THAT(disk_->text(kMultivariant), Not(HasSubstr("low/")));
}

TEST_F(PackagerTest, RemovesAMultivariantPlaylistThatNothingBacks) {
  disk_->files[kMultivariant] = {1};
  const auto sut = make_sut();
  EXPECT_FALSE(disk_->has(kMultivariant));
}

TEST_F(PackagerTest, TakesUnitsFromSeveralThreads) {
  const auto sut = make_sut();
  std::thread high([&] { feed_video(*sut, 0, 5000, 5500); });
  std::thread low([&] { feed_video(*sut, 1, 5000, 5500); });
  std::thread audio([&] { feed_audio(*sut, 100, 111); });
  high.join();
  low.join();
  audio.join();
  sut->drain();
  EXPECT_EQ(sut->statistics().video[0].segments_written, 5U);
  EXPECT_EQ(sut->statistics().video[1].segments_written, 5U);
}

TEST_F(PackagerTest, IgnoresUnitsOfRenditionsItDoesNotHave) {
  const auto sut = make_sut();
  sut->on_video(2, video_unit(5000, true));
  sut->on_audio(1, audio_unit(0));
  sut->on_video(0, nullptr);
  sut->drain();
  EXPECT_EQ(sut->statistics().video[0].units, 0U);
}

struct BadConfig {
  const char* what;
  void (*spoil)(PackagerConfig&);
};
class PackagerRefuses : public PackagerTest, public testing::WithParamInterface<BadConfig> {};

TEST_P(PackagerRefuses, ABadConfig) {
  GetParam().spoil(config_);
  const auto made = make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kInput);
  EXPECT_THAT(made.error().message, HasSubstr(GetParam().what));
  EXPECT_THAT(made.error().message, HasSubstr("demo"));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, PackagerRefuses,
    testing::Values(BadConfig{"at least one video", [](PackagerConfig& c) { c.video.clear(); }},
                    BadConfig{"folder name", [](PackagerConfig& c) { c.video[0].name = "../etc"; }},
                    BadConfig{"folder name", [](PackagerConfig& c) { c.audio[0].name = ""; }},
                    BadConfig{"two renditions", [](PackagerConfig& c) { c.audio[0].name = "low"; }},
                    BadConfig{"duration", [](PackagerConfig& c) { c.segment_duration = Duration::zero(); }},
                    BadConfig{"at least 3", [](PackagerConfig& c) { c.window_segments = 2; }},
                    BadConfig{"positive", [](PackagerConfig& c) { c.queue_units = 0; }},
                    BadConfig{"H.264", [](PackagerConfig& c) { c.video[0].parameters = test::audio_parameters(); }},
                    BadConfig{"avcC", [](PackagerConfig& c) { c.video[1].parameters.configuration.clear(); }}));

TEST_F(PackagerTest, NamesADirectoryThatCannotBeMade) {
  config_.directory = "/proc/none";
  const auto made = Packager::create(config_, clock_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::kHost);
  EXPECT_THAT(made.error().message, HasSubstr("/proc/none"));
}

}  // namespace
}  // namespace cw::hls
