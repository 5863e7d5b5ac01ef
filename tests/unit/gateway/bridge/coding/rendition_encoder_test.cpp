#include "gateway/bridge/coding/rendition_encoder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>

#include "tests/support/fake_clock.h"

namespace cw::bridge {
namespace {

/// Can be told to hold the encoder's thread inside a delivery.
class SlowSink final : public bus::CodedSink {
 public:
  void on_video(size_t /*rendition*/, const bus::CodedUnitPtr& unit) override {
    if (units.empty()) {
      entered.release();
      go_on.acquire();
    }
    units.push_back(unit);
  }
  void on_audio(size_t /*track*/, const bus::CodedUnitPtr& /*unit*/) override {}
  std::vector<bus::CodedUnitPtr> units;
  std::binary_semaphore entered{0};
  std::binary_semaphore go_on{0};
};

class RenditionEncoderTest : public testing::Test {
 protected:
  RenditionEncoderTest() {
    H264EncoderConfig config;
    config.rendition.id = "small";
    config.rendition.width = 64;
    config.rendition.height = 64;
    config.rate = FrameRate::hz(50);
    config.gop_frames = 10;
    sut_ = std::move(RenditionEncoder::create(config, {.sinks = sinks_, .clock = clock_}).value());
    picture_ = pool_.try_lease();
    picture_->prepare(64, 64);
  }
  void offer(int64_t index) {
    sut_->offer({.picture = picture_, .index = index, .opens_gop = index % 10 == 0, .captions = {}});
  }

  test::FakeClock clock_;
  SlowSink sink_;
  SinkList sinks_{&sink_};
  PicturePool pool_{1};
  PictureLease picture_;
  std::unique_ptr<RenditionEncoder> sut_;
};

TEST_F(RenditionEncoderTest, DropsTheOldestAndNeverAGopOpenerWhileItsThreadHangs) {
  sut_->start();
  offer(0);
  sink_.entered.acquire();
  for (int64_t k = 1; k < 60; ++k) offer(k);
  sink_.go_on.release();
  const auto start = std::chrono::steady_clock::now();
  sut_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{500});
  const RenditionStatistics statistics = sut_->statistics();
  EXPECT_EQ(statistics.frames_in, 60U);
  EXPECT_EQ(statistics.frames_dropped, 59U - kEncoderQueueFrames);
  EXPECT_EQ(statistics.frames_out, 1U + kEncoderQueueFrames);
  EXPECT_EQ(statistics.key_frames, 6U);
  for (const auto& unit : sink_.units) EXPECT_EQ(unit->key, unit->pts % 10 == 0);
}

TEST_F(RenditionEncoderTest, LeavesOutWhatComesBeforeTheFirstGop) {
  sink_.go_on.release();
  for (int64_t k = 5; k < 15; ++k) offer(k);
  sut_->stop();
  ASSERT_EQ(sink_.units.size(), 5U);
  EXPECT_EQ(sink_.units[0]->pts, 10);
  EXPECT_TRUE(sink_.units[0]->key);
}

TEST_F(RenditionEncoderTest, MayBeStoppedTwice) {
  sut_->start();
  sut_->stop();
  sut_->stop();
  EXPECT_TRUE(sink_.units.empty());
}

}  // namespace
}  // namespace cw::bridge
