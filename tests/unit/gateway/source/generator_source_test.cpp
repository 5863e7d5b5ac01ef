#include "gateway/source/generator_source.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace cw::source {
namespace {

template <typename Lease>
class Collected final : public bus::Output<Lease> {
 public:
  void publish(Lease value) override {
    if (values.size() >= kept) values.erase(values.begin());
    values.push_back(std::move(value));
    ++count;
  }
  size_t kept = 4;
  std::vector<Lease> values;
  size_t count = 0;
};

class GeneratorSourceTest : public testing::Test {
 public:
  GeneratorConfig config() const {
    GeneratorConfig wanted;
    wanted.name = "CAM 1";
    wanted.video = bus::VideoFormat{};
    wanted.video->width = 320;
    wanted.video->height = 180;
    wanted.video->rate = FrameRate::hz(50);
    wanted.audio = bus::AudioFormat{};
    wanted.anc = true;
    return wanted;
  }
  std::unique_ptr<GeneratorSource> make(const GeneratorConfig& wanted) {
    auto made = GeneratorSource::create(wanted, {.video = &video, .audio = &audio, .anc = &anc}, clock);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  /// Steps as the thread would, with a clock that only moves here.
  void run(GeneratorSource& sut, Duration length) {
    const TaiTime end = clock.now() + length;
    while (clock.now() < end) {
      const TaiTime next = sut.step(clock.now());
      if (next > clock.now()) clock.set(std::min(next, end));
    }
  }

  test::FakeClock clock{TaiTime::from_ns(1'800'000'000'123'456'789)};
  Collected<bus::VideoLease> video;
  Collected<bus::AudioLease> audio;
  Collected<bus::AncLease> anc;
};

TEST_F(GeneratorSourceTest, MakesEveryFrameAheadOfItsTime) {
  const auto sut = make(config());
  int64_t expected = 0;
  for (int i = 0; i < 100; ++i) {
    const size_t before = video.count;
    run(*sut, std::chrono::milliseconds(1));
    if (video.count == before) continue;
    const auto& frame = *video.values.back();
    EXPECT_TRUE(expected == 0 || frame.index == expected);
    expected = frame.index + 1;
    EXPECT_GT(frame.tai, clock.now());
    EXPECT_LE(frame.tai - clock.now(), std::chrono::milliseconds(20));
  }
  EXPECT_GE(video.count, 4U);
}

TEST_F(GeneratorSourceTest, MakesAsMuchOfEachAsTheRatesAsk) {
  const auto sut = make(config());
  run(*sut, std::chrono::seconds(10));
  EXPECT_NEAR(static_cast<double>(video.count), 500, 1);
  EXPECT_NEAR(static_cast<double>(anc.count), 500, 1);
  EXPECT_NEAR(static_cast<double>(audio.count), 10'000, 1);
  EXPECT_EQ(sut->statistics().skipped_frames.get() + sut->statistics().starved.get(), 0U);
}

TEST_F(GeneratorSourceTest, AudioBlocksFollowEachOtherOnTheSampleGrid) {
  const auto sut = make(config());
  audio.kept = 2;
  run(*sut, std::chrono::milliseconds(50));
  const size_t before = audio.count;
  for (int i = 0; i < 200; ++i) {
    const int64_t last = audio.values.back()->first_sample;
    const size_t count = audio.count;
    run(*sut, std::chrono::microseconds(500));
    EXPECT_EQ(audio.values.back()->first_sample, last + 48 * static_cast<int64_t>(audio.count - count));
    EXPECT_EQ(audio.values.back()->first_sample % 48, 0);
  }
  EXPECT_GT(audio.count, before + 90);
}

TEST_F(GeneratorSourceTest, AfterAStallItGoesOnWithTheCurrentFrame) {
  const auto sut = make(config());
  run(*sut, std::chrono::milliseconds(100));
  const size_t before = video.count;
  clock.advance(std::chrono::seconds(5));
  (void)sut->step(clock.now());
  EXPECT_EQ(video.count, before + 1);
  EXPECT_GE(video.values.back()->tai, clock.now());
  EXPECT_LT(video.values.back()->tai, clock.now() + std::chrono::milliseconds(20));
  EXPECT_GE(sut->statistics().skipped_frames.get(), 249U * 2);
  EXPECT_GE(sut->statistics().skipped_blocks.get(), 4900U);
}

TEST_F(GeneratorSourceTest, GoesOnAtOnceWhenTheClockIsSetBack) {
  const auto sut = make(config());
  run(*sut, std::chrono::milliseconds(100));
  const size_t before = video.count;
  clock.set(clock.now() - std::chrono::hours(1));
  run(*sut, std::chrono::milliseconds(100));
  EXPECT_GE(video.count, before + 5);
  EXPECT_LE(video.count, before + 6);
  EXPECT_LT(video.values.back()->tai, clock.now() + std::chrono::milliseconds(41));
}

TEST_F(GeneratorSourceTest, AShortHiccupIsCaughtUp) {
  const auto sut = make(config());
  run(*sut, std::chrono::milliseconds(100));
  clock.advance(std::chrono::milliseconds(60));
  run(*sut, std::chrono::milliseconds(100));
  EXPECT_EQ(sut->statistics().skipped_frames.get(), 0U);
}

TEST_F(GeneratorSourceTest, CountsFramesThatConsumersLeaveNoRoomFor) {
  auto wanted = config();
  wanted.pool_frames = 2;
  const auto sut = make(wanted);
  video.kept = 100;
  run(*sut, std::chrono::milliseconds(200));
  EXPECT_EQ(video.count, 2U);
  EXPECT_GE(sut->statistics().starved.get(), 7U);
}

TEST_F(GeneratorSourceTest, InterlacedVideoHasTwoAncFieldsAFrame) {
  auto wanted = config();
  wanted.video->scan = bus::Scan::kInterlaced;
  wanted.video->rate = FrameRate::hz(25);
  const auto sut = make(wanted);
  run(*sut, std::chrono::seconds(1));
  EXPECT_NEAR(static_cast<double>(anc.count), 50, 2);
  EXPECT_EQ(anc.values.back()->field, bus::AncField::kSecond);
}

TEST_F(GeneratorSourceTest, MakesOnlyWhatIsAskedFor) {
  GeneratorConfig wanted;
  wanted.audio = bus::AudioFormat{};
  const auto sut = make(wanted);
  run(*sut, std::chrono::milliseconds(100));
  EXPECT_EQ(video.count + anc.count, 0U);
  EXPECT_GT(audio.count, 90U);
}

TEST_F(GeneratorSourceTest, ItsThreadRunsUntilStopped) {
  const auto sut = make(config());
  sut->start();
  while (sut->statistics().audio_blocks.get() == 0) clock.advance(std::chrono::milliseconds(1));
  sut->stop();
  EXPECT_GT(audio.count, 0U);
}

TEST_F(GeneratorSourceTest, RefusesInTheWordsOfBarsAndTone) {
  auto wanted = config();
  wanted.video->depth = 12;
  const auto refused = GeneratorSource::create(wanted, {.video = &video, .audio = &audio, .anc = &anc}, clock);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("8 or 10 bits"), std::string::npos);
}

}  // namespace
}  // namespace cw::source
