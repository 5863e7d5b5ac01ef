#include "config/diff.h"

#include "tests/unit/config/example_config.h"

namespace cw::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ConfigDiff diff_to(const nlohmann::json& after) { return diff(load_valid(example_document()), load_valid(after)); }

TEST(Diff, OfTheSameConfigIsEmpty) { EXPECT_TRUE(diff_to(example_document()).empty()); }

TEST(Diff, NamesAddedAndRemovedObjects) {
  nlohmann::json after = example_document();
  after["senders"][1]["id"] = "other";
  const ConfigDiff sut = diff_to(after);
  EXPECT_THAT(sut.senders.added, ElementsAre("other"));
  EXPECT_THAT(sut.senders.removed, ElementsAre("bars-audio"));
  EXPECT_THAT(sut.senders.changed, IsEmpty());
  EXPECT_TRUE(sut.receivers.empty());
}

TEST(Diff, RestartsASenderWithItsSource) {
  const ConfigDiff sut = diff_to(example_with("/sources/0/label", "NEW"));
  EXPECT_THAT(sut.sources.changed, ElementsAre("bars"));
  EXPECT_THAT(sut.senders.changed, ElementsAre("bars-video", "bars-audio"));
  EXPECT_TRUE(sut.channels.empty());
}

TEST(Diff, RestartsAChannelWithItsReceiver) {
  const ConfigDiff sut = diff_to(example_with("/receivers/1/link_offset_ms", 40));
  EXPECT_THAT(sut.receivers.changed, ElementsAre("cam1-audio"));
  EXPECT_THAT(sut.channels.changed, ElementsAre("one"));
  EXPECT_TRUE(sut.outputs.empty()) << "they go with their channel";
}

TEST(Diff, TouchesOnlyTheOutputThatChanged) {
  nlohmann::json after = example_with("/channels/0/outputs/1/port", 9999);
  after["channels"][0]["outputs"].push_back(
      {{"id", "call"}, {"type", "srt"}, {"mode", "caller"}, {"address", "h"}, {"port", 1}});
  const ConfigDiff sut = diff_to(after);
  EXPECT_TRUE(sut.channels.empty());
  EXPECT_THAT(sut.outputs.changed, ElementsAre("one/srt"));
  EXPECT_THAT(sut.outputs.added, ElementsAre("one/call"));
}

TEST(Diff, SaysWhatWaitsForARestart) {
  nlohmann::json after = example_with("/web/port", 8081);
  after["engine"]["polling"] = "busy";
  after["networks"]["red"]["mtu"] = 9000;
  after["clock"]["source"] = "free";
  EXPECT_THAT(
      diff_to(after).needs_restart,
      ElementsAre("clock: the change takes effect after a restart", "engine: the change takes effect after a restart",
                  "networks: the change takes effect after a restart", "web: the change takes effect after a restart"));
}

}  // namespace
}  // namespace cw::config
