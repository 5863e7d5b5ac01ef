// Channels against receivers and against each other.
#include "config/cross_checks.h"
#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;

nlohmann::json with_second_channel() {
  nlohmann::json document = example_document();
  nlohmann::json second = document["channels"][0];
  second["id"] = "two";
  second["outputs"][1]["port"] = 9711;
  document["channels"].push_back(second);
  return document;
}

TEST(ChannelChecks, WantsVideo) {
  expect_one_fault("/channels/0/inputs", nlohmann::json::object(), "a channel needs at least one receiver of video");
}

TEST(ChannelChecks, WantsReceiversOfTheRightEssenceOnce) {
  expect_one_fault("/channels/0/inputs/anc", "cam1-video",
                   "is \"cam1-video\", a receiver of video; allowed is a receiver of anc");
  EXPECT_THAT(faults_of(example_with("/channels/0/inputs/video", {"cam1-video", "cam1-video"})),
              ElementsAre(is_fault("/channels/0/inputs/video/1", "a second time")));
}

TEST(ChannelChecks, TakesALadderLargerThanTheInput) { load_valid(example_with("/channels/0/ladder/0/width", 4096)); }

TEST(ChannelChecks, WantsSegmentsOfWholeGops) {
  expect_one_fault("/channels/0/outputs/0/segment_ms", 3000, "allowed is a multiple of the channel's gop_ms, 2000");
}

TEST(ChannelChecks, AllowsTwoChannelsOnTheSameReceivers) { load_valid(with_second_channel()); }

TEST(ChannelChecks, FindsOutputsThatClash) {
  nlohmann::json document = with_second_channel();
  document["channels"][1]["outputs"][1]["port"] = 9710;
  EXPECT_THAT(faults_of(document),
              ElementsAre(is_fault("/channels/1/outputs/1/port", "is 9710, which /channels/0/outputs/1 uses")));
  document["channels"][1]["outputs"][1]["address"] = "0.0.0.0";
  EXPECT_EQ(faults_of(document).size(), 1U);
  document["channels"][1]["outputs"][1]["address"] = "127.0.0.2";
  EXPECT_TRUE(faults_of(document).empty());
  document["channels"][0]["outputs"][0]["directory"] = "/a/x";
  document["channels"][1]["outputs"][0]["directory"] = "/a/b/../x";
  EXPECT_THAT(faults_of(document),
              ElementsAre(is_fault("/channels/1/outputs/0/directory", "is /a/x, which /channels/0/outputs/0 uses")));
}

TEST(ChannelChecks, AllowsOneHlsOutput) {
  expect_one_fault("/channels/0/outputs/1", {{"id", "again"}, {"type", "hls"}}, "allowed is one in a channel");
}

TEST(ChannelChecks, KnowsWhatAnSrtOutputNeeds) {
  expect_one_fault("/channels/0/outputs/1/passphrase", "short", "has 5 characters; allowed is none, or 10 to 79");
  expect_one_fault("/channels/0/outputs/1/rendition", "72p", "does not exist; did you mean \"720p\"?");
  expect_one_fault("/channels/0/outputs/1/muxrate_kbps", 3000, "allowed is 0 or at least 3284");
  expect_one_fault("/channels/0/outputs/1/address", "example.org", "allowed is an IPv4 address of this machine");
  expect_one_fault("/channels/0/outputs/1", {{"id", "srt"}, {"type", "srt"}}, "\"port\" is missing");
  expect_one_fault("/channels/0/outputs/1/window", 6, "belongs to an output of type \"hls\"");
  load_valid(
      example_with("/channels/0/outputs/1",
                   {{"id", "srt"}, {"type", "srt"}, {"mode", "caller"}, {"address", "example.org"}, {"port", 9000}}));
}

}  // namespace
}  // namespace cw::config
