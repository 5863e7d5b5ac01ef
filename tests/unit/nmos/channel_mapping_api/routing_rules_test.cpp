#include "nmos/channel_mapping_api/routing_rules.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

class RoutingRules : public ::testing::Test {
 public:
  /// Channels of the output "programme" (4) to channels of an input.
  Expected<void> route(const std::string& input, const std::vector<std::pair<uint32_t, uint32_t>>& channels) {
    MapChanges changes;
    for (const auto& [to, from] : channels) changes["programme"][to] = {.input = input, .channel = from};
    return check_routing(matrix, changes);
  }
  const ChannelMatrix matrix = matrix_of(rich_node(), Identifiers("test"), {});
  const std::string clean_feed = matrix.outputs[1].id;
};

TEST_F(RoutingRules, AnythingGoesBetweenFreePorts) { EXPECT_TRUE(route("free", {{0, 7}, {1, 7}, {3, 0}})); }

TEST_F(RoutingRules, WantsWhatExists) {
  EXPECT_FALSE(route("none", {{0, 0}}));
  EXPECT_FALSE(route("free", {{4, 0}}));
  EXPECT_FALSE(route("free", {{0, 8}}));
  EXPECT_FALSE(check_routing(matrix, {{"none", {{0, {}}}}}));
}

TEST_F(RoutingRules, FollowsRoutableInputs) {
  EXPECT_TRUE(check_routing(matrix, {{clean_feed, {{0, {.input = "free", .channel = 0}}, {1, {}}}}}));
  const auto sut = check_routing(matrix, {{clean_feed, {{0, {.input = "pairs", .channel = 0}}}}});
  ASSERT_FALSE(sut);
  EXPECT_NE(sut.error().message.find("input pairs may not be routed"), std::string::npos);
}

TEST_F(RoutingRules, KeepsTheOffsetWithoutReordering) {
  EXPECT_TRUE(route("ordered", {{0, 4}, {1, 5}, {2, 6}, {3, 7}}));
  EXPECT_TRUE(route("ordered", {{0, 4}, {2, 6}}));
  EXPECT_FALSE(route("ordered", {{0, 1}, {1, 0}}));
  EXPECT_FALSE(route("ordered", {{0, 0}, {1, 2}}));
  EXPECT_FALSE(route("ordered", {{0, 0}, {1, 0}}));
}

TEST_F(RoutingRules, RoutesBlocksWholeAndInOrder) {
  EXPECT_TRUE(route("pairs", {{0, 2}, {1, 3}, {2, 0}, {3, 1}}));
  EXPECT_TRUE(route("pairs", {{1, 0}, {2, 1}}));
  EXPECT_FALSE(route("pairs", {{0, 0}}));
  EXPECT_FALSE(route("pairs", {{0, 1}, {1, 0}}));
  EXPECT_FALSE(route("pairs", {{0, 1}, {1, 2}}));
  EXPECT_FALSE(route("pairs", {{0, 0}, {1, 0}}));
  EXPECT_FALSE(route("pairs", {{3, 0}}));
}

TEST_F(RoutingRules, SeesBlocksThatAreRoutedAlready) {
  ChannelMatrix routed = matrix;
  routed.apply({{"programme", {{0, {.input = "pairs", .channel = 0}}, {1, {.input = "pairs", .channel = 1}}}}});
  EXPECT_FALSE(check_routing(routed, {{"programme", {{1, {}}}}}));
  EXPECT_TRUE(check_routing(routed, {{"programme", {{0, {}}, {1, {}}}}}));
}

TEST(RoutingRulesOfAWideOutput, LookPastTheLastChannelOfItsInput) {
  NodeDescription node = rich_node();
  node.mapping_inputs = {mapping_input("stereo", 2)};
  auto& straight = node.mapping_outputs[0].active;
  straight.clear();
  for (uint32_t c = 0; c < 4; ++c) {
    straight.push_back({.output = "programme", .output_channel = c, .input = "stereo", .input_channel = c});
  }
  const ChannelMatrix wide = matrix_of(node, Identifiers("test"), {});
  EXPECT_TRUE(check_routing(wide, {{"programme", {{0, {}}}}}));
  EXPECT_FALSE(check_routing(wide, {{"programme", {{0, {.input = "stereo", .channel = 2}}}}}));
}

}  // namespace
}  // namespace cw::nmos::test
