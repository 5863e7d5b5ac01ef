// Packager on a real disk with real H.264 and AAC, read back by ffprobe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "gateway/hls/packager.h"
#include "gateway/hls/playlist_text.h"
#include "gateway/hls/segment_probe.h"
#include "tests/component/coded_clip.h"
#include "tests/support/child_process.h"
#include "tests/support/fake_clock.h"

namespace cw::hls {
namespace {

using test::AudioClip;
using test::ChildProcess;
using test::ClipRequest;
using test::VideoClip;
using testing::HasSubstr;

constexpr int64_t kCentury = 100LL * 366 * 86'400;  // seconds after the epoch: 2070

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One video and one audio rendition in a folder of its own.
class HlsPackagerTest : public testing::Test {
 protected:
  HlsPackagerTest() {
    folder_ = std::filesystem::path(testing::TempDir()) / ("hls_packager_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    config_.directory = folder_ / "out";
    config_.channel = "test";
  }
  ~HlsPackagerTest() override { std::filesystem::remove_all(folder_); }

  void encode(Rate rate, int64_t gop_frames) {
    video_ = VideoClip::encode(
        {.rate = rate, .width = 320, .height = 180, .gop_frames = gop_frames, .frames = gop_frames}, folder_);
    audio_ = AudioClip::encode(folder_);
    config_.gop_frames = gop_frames;
    config_.segment_duration = Duration{gop_frames * rate.den() * kNsPerSecond / rate.num()};
    config_.video = {{"v", "", video_.parameters()}};
    config_.audio = {{"a", "Tone", audio_.parameters()}};
  }
  [[nodiscard]] Rate rate() const { return video_.parameters().time_base; }
  [[nodiscard]] int64_t first_frame_at(int64_t second) const {
    return rate().index_at(TaiTime::from_ns(second * kNsPerSecond)) / config_.gop_frames * config_.gop_frames;
  }
  // Video frames [from, to) and the audio of that time.
  void feed(Packager& sut, int64_t from, int64_t to) {
    const Rate samples = Rate::hz(48'000);
    int64_t audio_frame = samples.index_at(rate().time_of(from)) / 1024 - 1;
    for (int64_t n = from; n < to; ++n) {
      clock_.set(rate().time_of(n));
      sut.on_video(0, video_.unit(n));
      for (; samples.time_of(audio_frame * 1024) < rate().time_of(n); ++audio_frame)
        sut.on_audio(0, audio_.unit(audio_frame));
      if (n % 50 == 0) sut.drain();
    }
    sut.drain();
  }
  // What ffprobe prints for a rendition's segment behind its init segment; fails the test when it complains.
  [[nodiscard]] std::string probe(const std::string& rendition, int64_t number,
                                  const std::vector<std::string>& options) const {
    const std::filesystem::path whole = folder_ / "whole.mp4";
    std::ofstream(whole, std::ios::binary) << read_text(config_.directory / rendition / "init.mp4")
                                           << read_text(config_.directory / rendition / segment_name(number));
    std::vector<std::string> command{"ffprobe", "-v", "error"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(whole.string());
    const std::filesystem::path log = folder_ / "probe.txt";
    std::filesystem::remove(log);
    EXPECT_EQ(ChildProcess(command, log).wait(std::chrono::seconds(30)), 0);
    return read_text(log);
  }

  std::filesystem::path folder_;
  VideoClip video_;
  AudioClip audio_;
  PackagerConfig config_;
  test::FakeClock clock_;
};

struct RateCase {
  const char* name;
  int64_t num, den, gop_frames;
};
class HlsPackagerAtRate : public HlsPackagerTest, public testing::WithParamInterface<RateCase> {};

TEST_P(HlsPackagerAtRate, HasExactTimesACenturyAfterTheEpoch) {
  const RateCase& p = GetParam();
  encode(*Rate::create(p.num, p.den), p.gop_frames);
  const int64_t first = first_frame_at(kCentury);
  clock_.set(rate().time_of(first));
  auto sut = Packager::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  feed(**sut, first, first + 3 * p.gop_frames + 20);

  const int64_t number = first / p.gop_frames + 1;
  const int64_t start = number * p.gop_frames;
  std::istringstream packets(probe("v", number, {"-show_entries", "packet=pts,duration,flags", "-of", "csv=p=0"}));
  std::string line;
  int64_t index = start;
  for (; std::getline(packets, line); ++index) {
    const std::string expected =
        std::to_string(index * p.den) + "," + std::to_string(p.den) + (index == start ? ",K" : ",_");
    ASSERT_THAT(line, HasSubstr(expected)) << "frame " << index - start;
  }
  EXPECT_EQ(index - start, p.gop_frames);

  std::istringstream audio(probe("a", number, {"-show_entries", "packet=pts", "-of", "csv=p=0"}));
  std::getline(audio, line);
  const int64_t sample = std::stoll(line);
  EXPECT_EQ(sample % 1024, 0);
  const Duration after = Rate::hz(48'000).time_of(sample) - rate().time_of(start);
  EXPECT_GE(after, Duration::zero());
  EXPECT_LT(after, Duration{1024 * kNsPerSecond / 48'000});
}

INSTANTIATE_TEST_SUITE_P(Rates, HlsPackagerAtRate,
                         testing::Values(RateCase{"at50", 50, 1, 100}, RateCase{"at59_94", 60000, 1001, 120},
                                         RateCase{"at23_976", 24000, 1001, 48}),
                         [](const auto& one) { return one.param.name; });

TEST_F(HlsPackagerTest, IsDecodedByFfmpegWithoutAComplaint) {
  encode(Rate::hz(50), 100);
  const int64_t first = first_frame_at(1'800'000'000);
  clock_.set(rate().time_of(first));
  auto sut = Packager::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  feed(**sut, first, first + 520);
  (*sut)->stop();
  // A live playlist never ends; the copy does, so that ffmpeg can.
  for (const std::string name : {"v", "a"}) {
    std::ofstream(config_.directory / name / "media.m3u8", std::ios::app) << "#EXT-X-ENDLIST\n";
  }
  const std::filesystem::path log = folder_ / "decode.txt";
  ChildProcess player({"ffmpeg", "-v", "warning", "-xerror", "-i", (config_.directory / "multivariant.m3u8").string(),
                       "-map", "0:v", "-map", "0:a", "-f", "null", "-"},
                      log);
  EXPECT_EQ(player.wait(std::chrono::seconds(60)), 0);
  EXPECT_EQ(read_text(log), "");
  const std::string picture = probe(
      "v", first / 100 + 1,
      {"-show_entries", "stream=codec_name,profile,width,height,color_space,sample_aspect_ratio", "-of", "csv=p=0"});
  EXPECT_THAT(picture, HasSubstr("h264,High,320,180"));
  EXPECT_THAT(picture, HasSubstr("bt709"));
}

TEST_F(HlsPackagerTest, LeavesOnlyTheWindowAndItsGraceOnDisk) {
  encode(Rate::hz(25), 25);
  config_.window_segments = 6;
  const int64_t first = first_frame_at(1'800'000'000);
  clock_.set(rate().time_of(first));
  auto sut = Packager::create(config_, clock_);
  ASSERT_TRUE(sut) << sut.error().message;
  feed(**sut, first, first + 40 * 25);
  for (const std::string name : {"v", "a"}) {
    size_t segments = 0;
    for (const auto& file : std::filesystem::directory_iterator(config_.directory / name)) {
      segments += file.path().extension() == ".m4s" ? 1U : 0U;
      EXPECT_NE(file.path().extension(), ".tmp");
    }
    EXPECT_EQ(segments, 6U + 7U) << name;
  }
}

// Runs `body` on a thread whose file system view has a disk of 192 KiB at `mount_point`. False when the machine refuses that.
bool on_a_small_disk(const std::filesystem::path& mount_point, const std::function<void()>& body) {
  bool mounted = false;
  std::thread([&] {
    mounted = ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
              ::mount("small", mount_point.c_str(), "tmpfs", 0, "size=192k") == 0;
    if (mounted) body();
  }).join();
  return mounted;
}

TEST_F(HlsPackagerTest, LivesThroughADiskThatIsFull) {
  encode(Rate::hz(25), 25);
  std::filesystem::create_directories(config_.directory);
  const bool ran = on_a_small_disk(config_.directory, [this] {
    const int64_t first = first_frame_at(1'800'000'000);
    clock_.set(rate().time_of(first));
    auto sut = Packager::create(config_, clock_);
    ASSERT_TRUE(sut) << sut.error().message;
    feed(**sut, first, first + 50);
    ASSERT_FALSE((*sut)->statistics().storage_failing);
    const std::filesystem::path ballast = config_.directory / "ballast";
    std::ofstream(ballast, std::ios::binary) << std::string(1 << 20, 'x');  // takes what is left
    feed(**sut, first + 50, first + 100);
    EXPECT_TRUE((*sut)->statistics().storage_failing);
    EXPECT_GE((*sut)->statistics().video[0].gaps, 1U);
    for (const auto& file : std::filesystem::recursive_directory_iterator(config_.directory)) {
      EXPECT_NE(file.path().extension(), ".tmp") << file.path();
    }
    std::filesystem::remove(ballast);
    feed(**sut, first + 100, first + 150);
    EXPECT_FALSE((*sut)->statistics().storage_failing);
    const std::string playlist = read_text(config_.directory / "v" / "media.m3u8");
    EXPECT_THAT(playlist, HasSubstr("#EXT-X-GAP"));
    EXPECT_THAT(playlist, HasSubstr(segment_name(first / 25 + 5)));
  });
  if (!ran) GTEST_SKIP() << "this machine lets nobody mount a small disk";
}

}  // namespace
}  // namespace cw::hls
