// The whole channel under a fake clock: frames in, coded units out, decoded again.
#include "gateway/bridge/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/component/bridge/channel_harness.h"
#include "tests/component/bridge/coded_decoder.h"

namespace cw::bridge {
namespace {

using test::ChannelHarness;
using test::CodedDecoder;
using test::DecodedPicture;
using test::index_shown;
using test::small_channel;
using test::small_format;

constexpr int64_t kStart = ChannelHarness::kStart;

std::vector<DecodedPicture> decoded(const ChannelHarness& harness, size_t rendition) {
  return CodedDecoder(harness.channel->video_parameters()[rendition]).pictures(harness.sink.video.at(rendition));
}

TEST(Channel, CarriesEveryFrameWithItsIndexIntoEveryRendition) {
  ChannelHarness harness(small_channel());
  harness.run(kStart, 250, [&](int64_t k) { ASSERT_TRUE(harness.push(harness.frame(small_format(), k))); });
  EXPECT_EQ(harness.channel->statistics().frames_repeated, 0U);
  harness.run_out();
  for (const size_t rendition : {0, 1}) {
    const auto pictures = decoded(harness, rendition);
    ASSERT_GE(pictures.size(), 245U);
    const auto first = std::ranges::find(pictures, kStart, &DecodedPicture::pts);
    ASSERT_NE(first, pictures.end());
    for (auto p = first; p != pictures.end() && p->pts < kStart + 250; ++p) {
      ASSERT_EQ(p->pts, kStart + (p - first)) << "one picture per frame, in order";
      ASSERT_EQ(index_shown(p->luma, 320), p->pts % 100)
          << "frame " << p->pts - kStart << " of rendition " << rendition;
    }
  }
}

TEST(Channel, PutsIdrPicturesExactlyOnMultiplesOfTheGop) {
  ChannelHarness harness(small_channel());
  harness.run(kStart - 37, 350, [&](int64_t k) { ASSERT_TRUE(harness.push(harness.frame(small_format(), k))); });
  for (const auto& units : harness.sink.video) {
    ASSERT_FALSE(units.empty());
    EXPECT_EQ(units.front()->pts, kStart) << "nothing before the first GOP boundary";
    for (const auto& unit : units) {
      EXPECT_EQ(unit->key, unit->pts % 100 == 0);
      EXPECT_EQ(unit->dts, unit->pts);
    }
  }
}

TEST(Channel, ShowsTheSlateWithoutAnyInputAndThePictureWhenItComes) {
  ChannelHarness harness(small_channel(), 1, 0);
  harness.run(kStart, 200, [](int64_t) {});
  EXPECT_TRUE(harness.channel->on_slate());
  harness.run(kStart + 200, 100, [&](int64_t k) { ASSERT_TRUE(harness.push(harness.frame(small_format(), k))); });
  EXPECT_FALSE(harness.channel->on_slate());
  harness.run(kStart + 300, 150, [](int64_t) {});
  EXPECT_TRUE(harness.channel->on_slate());
  harness.channel->stop();
  const auto pictures = decoded(harness, 0);
  ASSERT_GE(pictures.size(), 240U);
  for (size_t i = 1; i < pictures.size(); ++i) ASSERT_EQ(pictures[i].pts, pictures[i - 1].pts + 1);
  const auto first = static_cast<size_t>(pictures[0].pts - kStart);
  EXPECT_GE(first, 100U) << "the slate opens the channel when no picture has come for its time";
  const auto made = [&](size_t frame) -> const DecodedPicture& { return pictures.at(frame - first); };
  const auto brightest = [](const DecodedPicture& p) { return *std::ranges::max_element(p.luma); };
  EXPECT_GT(brightest(made(first)), 200) << "the name in white";
  EXPECT_LT(made(first).luma[0], 24) << "on black";
  EXPECT_EQ(index_shown(made(250).luma, 320), made(250).pts % 100);
  EXPECT_EQ(index_shown(made(350).luma, 320), (kStart + 299) % 100) << "the last picture is repeated before the slate";
  EXPECT_LT(made(430).luma[0], 24);
  EXPECT_EQ(harness.frames_leased(), 0U);
}

TEST(Channel, OpensWithAPictureWhereOneComesSoon) {
  ChannelHarness harness(small_channel(), 1, 0);
  harness.run(kStart, 250, [&](int64_t k) {
    if (k >= kStart + 60) {
      ASSERT_TRUE(harness.push(harness.frame(small_format(), k)));
    }
  });
  const auto pictures = decoded(harness, 0);
  ASSERT_GE(pictures.size(), 100U);
  EXPECT_EQ(index_shown(pictures[0].luma, 320), pictures[0].pts % 100);
  EXPECT_EQ(harness.channel->statistics().frames_slate, 0U);
}

TEST(Channel, KeepsItsOutputWhenTheInputChangesFormat) {
  ChannelHarness harness(small_channel(), 1, 0);
  const bus::VideoFormat other{.width = 400, .height = 300, .rate = FrameRate::hz(50), .depth = 8};
  harness.run(kStart, 200, [&](int64_t k) {
    ASSERT_TRUE(harness.push(harness.frame(k < kStart + 100 ? small_format() : other, k)));
  });
  const auto pictures = decoded(harness, 0);
  ASSERT_GE(pictures.size(), 190U);
  for (const auto& picture : pictures) {
    EXPECT_EQ(picture.width, 320);
    EXPECT_EQ(index_shown(picture.luma, 320), picture.pts % 100);
  }
  EXPECT_EQ(harness.channel->statistics().video_inputs[0].format_changes, 1U);
}

TEST(Channel, TakesTheNextLiveInputAndComesBack) {
  ChannelHarness harness(small_channel(), 2, 0);
  bus::VideoFormat second = small_format();
  second.depth = 8;
  harness.run(kStart, 300, [&](int64_t k) {
    const bool first_is_down = k >= kStart + 50 && k < kStart + 150;
    if (!first_is_down) {
      ASSERT_TRUE(harness.push(harness.frame(small_format(), k), 0));
    }
    ASSERT_TRUE(harness.push(harness.frame(second, k), 1));
    const auto inputs = harness.channel->statistics().video_inputs;
    if (k == kStart + 100) {
      EXPECT_TRUE(inputs[1].active);
    }
    if (k == kStart + 299) {
      EXPECT_TRUE(inputs[0].active);
    }
  });
  const auto statistics = harness.channel->statistics();
  EXPECT_FALSE(statistics.on_slate);
  EXPECT_EQ(statistics.frames_slate, 0U);
  EXPECT_EQ(statistics.frames_repeated, 9U) << "200 ms until the second input was taken";
}

TEST(Channel, DeinterlacesFieldsToTheFieldRate) {
  ChannelHarness harness(small_channel(), 1, 0);
  bus::VideoFormat interlaced = small_format(FrameRate::hz(25));
  interlaced.scan = bus::Scan::kInterlaced;
  harness.run(kStart, 200, [&](int64_t k) {
    if (k % 2 == 1) {
      ASSERT_TRUE(harness.push(harness.frame(interlaced, k / 2)));
    }
  });
  const auto pictures = decoded(harness, 0);
  ASSERT_GE(pictures.size(), 190U);
  int exact = 0;
  for (const auto& picture : pictures) exact += index_shown(picture.luma, 320) == picture.pts / 2 % 100 ? 1 : 0;
  EXPECT_GE(exact, 186) << "both fields of input frame n are output frames 2n and 2n + 1";
  const auto statistics = harness.channel->statistics();
  EXPECT_EQ(statistics.video_inputs[0].late, 0U);
  EXPECT_LE(statistics.frames_repeated, 2U);
}

TEST(Channel, RepeatsAndLeavesOutPicturesWhenTheRatesDiffer) {
  ChannelHarness harness(small_channel(), 1, 0);
  const FrameRate rate = *FrameRate::create(30'000, 1001);
  int64_t next = rate.index_at(FrameRate::hz(50).time_of(kStart));
  harness.run(kStart, 200, [&](int64_t k) {
    for (; rate.time_of(next + 1) <= FrameRate::hz(50).time_of(k + 1); ++next) {
      ASSERT_TRUE(harness.push(harness.frame(small_format(rate), next)));
    }
  });
  const auto statistics = harness.channel->statistics();
  EXPECT_EQ(statistics.frames_repeated, 0U);
  EXPECT_NEAR(static_cast<double>(statistics.frames_rate_repeated), 200 - 200 * 29.97 / 50, 5);
  for (const auto& picture : decoded(harness, 0)) {
    const int64_t shown = rate.index_at(FrameRate::hz(50).time_of(picture.pts) + std::chrono::milliseconds{1});
    EXPECT_EQ(index_shown(picture.luma, 320), shown % 100);
  }
}

TEST(Channel, GivesLeasesBackInMidStreamAndGoesOn) {
  ChannelHarness harness(small_channel(), 1, 0);
  harness.run(kStart, 50, [&](int64_t k) { ASSERT_TRUE(harness.push(harness.frame(small_format(), k))); });
  EXPECT_GT(harness.frames_leased(), 0U);
  EXPECT_LE(harness.frames_leased(), Channel::frames_held(small_channel(), FrameRate::hz(50)));
  harness.channel->release_inputs();
  EXPECT_EQ(harness.frames_leased(), 0U);
  harness.run(kStart + 50, 50, [](int64_t) {});
  EXPECT_FALSE(harness.channel->on_slate()) << "the last picture stays";
  harness.run(kStart + 100, 50, [&](int64_t k) { ASSERT_TRUE(harness.push(harness.frame(small_format(), k))); });
  const auto pictures = decoded(harness, 0);
  EXPECT_EQ(index_shown(pictures.back().luma, 320), pictures.back().pts % 100);
}

TEST(Channel, RunsOnItsOwnThreadsAndStopsQuickly) {
  ChannelHarness harness(small_channel());
  harness.clock.set(FrameRate::hz(50).time_of(kStart - 10));
  harness.channel->start();
  for (int64_t k = kStart - 10; k < kStart + 90; ++k) {
    ASSERT_TRUE(harness.push(harness.frame(small_format(), k)));
    harness.clock.set(FrameRate::hz(50).time_of(k + 1));
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    (void)harness.channel->statistics();
  }
  const auto start = std::chrono::steady_clock::now();
  harness.channel->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{500});
  EXPECT_EQ(harness.frames_leased(), 0U);
  ASSERT_EQ(harness.sink.video.size(), 2U);
  ASSERT_FALSE(harness.sink.video[0].empty());
  EXPECT_EQ(harness.sink.video[0].front()->pts, kStart);
  EXPECT_GT(harness.sink.video[1].size(), 20U);
}

TEST(Channel, RefusesALadderThatCannotBe) {
  test::FakeClock clock;
  ChannelConfig config = small_channel();
  config.ladder[1].width = 161;
  const auto sut = Channel::create(config, {}, clock);
  ASSERT_FALSE(sut);
  EXPECT_THAT(sut.error().message, testing::HasSubstr("rendition 'small'"));
  EXPECT_THAT(sut.error().message, testing::HasSubstr("even"));
  config = small_channel();
  config.ladder[0].preset = "ludicrous";
  EXPECT_FALSE(Channel::create(config, {}, clock));
  config.ladder.clear();
  EXPECT_FALSE(Channel::create(config, {}, clock));
}

}  // namespace
}  // namespace cw::bridge
