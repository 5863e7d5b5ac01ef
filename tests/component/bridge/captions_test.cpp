// Captions through the whole channel: caption distribution packets in, text read back from the coded pictures by FFmpeg's decoder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/anc_services/caption_builder.h"
#include "gateway/anc_services/cdp.h"
#include "tests/component/bridge/caption_reader.h"
#include "tests/component/bridge/channel_harness.h"

namespace cw::bridge {
namespace {

using anc_services::Cdp;
using test::ChannelHarness;

constexpr int64_t kStart = ChannelHarness::kStart;
constexpr int64_t kFrames = 400;

/// Sends `rows` as CDPs at `rate` beside a picture; returns what rendition 0 and 1 show.
std::vector<std::string> shown(FrameRate rate, const std::vector<std::string>& rows) {
  ChannelConfig config = test::small_channel();
  config.ladder[0].width = 80;
  config.ladder[0].height = 46;
  ChannelHarness harness(config, 1, 0);
  anc_services::CaptionBuilder builder(rate);
  size_t next_row = 0;
  int64_t next = rate.index_at(FrameRate::hz(50).time_of(kStart));
  harness.run(kStart, kFrames, [&](int64_t k) {
    EXPECT_TRUE(harness.push(harness.frame(test::small_format(), k)));
    for (; rate.time_of(next + 1) <= FrameRate::hz(50).time_of(k + 1); ++next) {
      if (next_row < rows.size() && builder.add_row(rows[next_row])) ++next_row;
      bus::AncLease frame = harness.anc();
      ASSERT_TRUE(frame);
      frame->rate = rate;
      frame->index = next;
      frame->tai = rate.time_of(next);
      frame->locked = true;
      frame->count = 0;
      Cdp cdp;
      cdp.frame_rate_code = anc_services::cdp_frame_rate_code(rate);
      for (const auto& triplet : builder.next_frame()) cdp.cc[cdp.cc_count++] = triplet;
      anc_services::build_cdp(cdp, *frame->append());
      EXPECT_TRUE(harness.push(std::move(frame)));
    }
  });
  harness.channel->stop();
  std::vector<std::string> out;
  for (size_t r = 0; r < 2; ++r) {
    const auto pictures = test::CodedDecoder(harness.channel->video_parameters()[r]).pictures(harness.sink.video.at(r));
    out.push_back(test::caption_text(pictures, 50));
  }
  return out;
}

class CaptionsTest : public testing::TestWithParam<FrameRate> {};

TEST_P(CaptionsTest, ComeOutAsTextInEveryRendition) {
  const std::vector<std::string> rows{"ST 2110-40 CAPTIONS", "ARRIVE WHOLE", "AND IN ORDER"};
  for (const std::string& text : shown(GetParam(), rows)) {
    size_t from = 0;
    for (const std::string& row : rows) {
      const size_t at = text.find(row, from);
      ASSERT_NE(at, std::string::npos) << row << " in:\n" << text;
      from = at;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AtEveryRate, CaptionsTest,
                         testing::Values(FrameRate::hz(50), FrameRate::hz(25), *FrameRate::create(60'000, 1001),
                                         *FrameRate::create(30'000, 1001)));

}  // namespace
}  // namespace cw::bridge
