#include "nmos/channel_mapping_api/channel_matrix.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/rich_node.h"

namespace cw::nmos::test {
namespace {

const Identifiers kIds("test");

TEST(ChannelMatrix, BeginsAsTheConfigHasIt) {
  const ChannelMatrix sut = matrix_of(rich_node(), kIds, {});
  EXPECT_EQ(sut.outputs[0].active[1], (ChannelRoute{.input = "free", .channel = 1}));
  EXPECT_EQ(sut.outputs[0].active[2], ChannelRoute{});
  EXPECT_EQ(sut.inputs[0].parent_id, kIds.receiver("in1-audio"));
  EXPECT_EQ(sut.outputs[0].source_id, kIds.source("cam1-audio"));
}

TEST(ChannelMatrix, NamesThatPathsCannotHaveAreChangedAndStayUnique) {
  NodeDescription node = rich_node();
  node.mapping_outputs.push_back(mapping_output("clean.feed", 1));
  const ChannelMatrix sut = matrix_of(node, kIds, {});
  EXPECT_EQ(sut.outputs[0].id, "programme");
  EXPECT_TRUE(sut.outputs[1].id.starts_with("clean_feed-"));
  EXPECT_TRUE(sut.outputs[2].id.starts_with("clean_feed-"));
  EXPECT_NE(sut.outputs[1].id, sut.outputs[2].id);
}

TEST(ChannelMatrix, TellsRoutesByTheConfigsNames) {
  const ChannelMatrix sut = matrix_of(rich_node(), kIds, {});
  const auto routes = sut.routes({{sut.outputs[1].id, {{1, {.input = "free", .channel = 4}}}}});
  EXPECT_EQ(
      routes,
      (std::vector<AudioRoute>{{.output = "clean feed", .output_channel = 1, .input = "free", .input_channel = 4}}));
}

TEST(ChannelMatrix, KeepsItsRoutesUnderAChangedDescription) {
  ChannelMatrix old = matrix_of(rich_node(), kIds, {});
  old.apply({{"programme", {{0, {.input = "pairs", .channel = 0}}, {1, {.input = "free", .channel = 7}}}}});
  NodeDescription node = rich_node();
  std::erase_if(node.mapping_inputs, [](const MappingInput& input) { return input.name == "pairs"; });
  const ChannelMatrix sut = matrix_of(node, kIds, old);
  EXPECT_EQ(sut.outputs[0].active[0], ChannelRoute{});  // its input has gone
  EXPECT_EQ(sut.outputs[0].active[1], (ChannelRoute{.input = "free", .channel = 7}));
}

TEST(ChannelMatrix, AChannelThatItsInputLosesIsSilentUntilItComesBack) {
  NodeDescription node = rich_node();
  const ChannelMatrix whole = matrix_of(node, kIds, {});
  node.mapping_inputs[0].channel_labels.resize(1);  // "free", of which channels 0 and 1 are routed
  const ChannelMatrix sut = matrix_of(node, kIds, whole);
  const OutputMap heard = sut.heard(sut.outputs[0].active);
  EXPECT_EQ(heard[0], (ChannelRoute{.input = "free", .channel = 0}));
  EXPECT_EQ(heard[1], ChannelRoute{});
  const ChannelMatrix again = matrix_of(rich_node(), kIds, sut);
  EXPECT_EQ(again.heard(again.outputs[0].active)[1], (ChannelRoute{.input = "free", .channel = 1}));
}

TEST(ChannelMatrix, BeginsAnewWhereTheConfigsRoutesChange) {
  ChannelMatrix old = matrix_of(rich_node(), kIds, {});
  old.apply({{"programme", {{0, {}}}}});
  NodeDescription node = rich_node();
  node.mapping_outputs[0].active[0].input_channel = 5;
  EXPECT_EQ(matrix_of(node, kIds, old).outputs[0].active[0], (ChannelRoute{.input = "free", .channel = 5}));
}

}  // namespace
}  // namespace cw::nmos::test
