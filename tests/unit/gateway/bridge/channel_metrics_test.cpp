#include "gateway/bridge/channel_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace cw::bridge {
namespace {

ChannelStatistics channel() {
  ChannelStatistics out;
  out.id = "demo";
  out.frames_repeated = 7;
  out.video_inputs.resize(2);
  out.renditions.resize(2);
  out.renditions[0].id = "720p";
  out.renditions[0].encode_ns = 5'000'000;
  out.renditions[1].id = "360p";
  out.audio_tracks.resize(1);
  return out;
}

TEST(ChannelMetrics, NamesTheChannelAndItsParts) {
  const auto samples = to_metrics(channel());
  const auto find = [&](const std::string& name) { return std::ranges::find(samples, name, &MetricSample::name); };
  const auto repeated = find("causeway_channel_repeated_frames_total");
  ASSERT_NE(repeated, samples.end());
  EXPECT_EQ(repeated->value, 7);
  EXPECT_EQ(repeated->labels, (std::vector<std::pair<std::string, std::string>>{{"channel", "demo"}}));
  const auto seconds = find("causeway_channel_encoder_seconds");
  ASSERT_NE(seconds, samples.end());
  EXPECT_DOUBLE_EQ(seconds->value, 0.005);
  EXPECT_EQ(seconds->labels[1].second, "720p");
}

TEST(ChannelMetrics, GivesEachNameAndLabelSetOnce) {
  std::set<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> seen;
  for (const MetricSample& sample : to_metrics(channel())) {
    EXPECT_TRUE(seen.emplace(sample.name, sample.labels).second) << sample.name;
    EXPECT_EQ(sample.type == MetricType::kCounter, sample.name.ends_with("_total")) << sample.name;
    EXPECT_FALSE(sample.help.empty());
  }
}

}  // namespace
}  // namespace cw::bridge
