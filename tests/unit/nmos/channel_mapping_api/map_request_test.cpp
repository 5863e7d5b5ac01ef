#include "nmos/channel_mapping_api/map_request.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using nlohmann::json;

const json kImmediate{{"mode", "activate_immediate"}};

Expected<MapRequest> read(const json& action, const json& activation = kImmediate) {
  return read_map_request(json{{"activation", activation}, {"action", action}}.dump());
}

TEST(MapRequest, ReadsRoutesAndSilence) {
  const auto sut = read(
      {{"out",
        {{"0", {{"input", "in"}, {"channel_index", 3}}}, {"1", {{"input", nullptr}, {"channel_index", nullptr}}}}}});
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->changes.at("out").at(0), (ChannelRoute{.input = "in", .channel = 3}));
  EXPECT_EQ(sut->changes.at("out").at(1), ChannelRoute{});
}

TEST(MapRequest, RefusesWhatTheSchemaDoesNotHave) {
  const json good{{"input", "in"}, {"channel_index", 0}};
  for (const json& action :
       {json::object(), json::array(), json{{"out", 1}}, json{{"out", json::object()}}, json{{"out", {{"00", good}}}},
        json{{"out", {{"-1", good}}}}, json{{"out", {{"x", good}}}}, json{{"out", {{"99999999999", good}}}},
        json{{"out", {{"0", nullptr}}}}, json{{"out", {{"0", {{"input", "in"}}}}}},
        json{{"out", {{"0", {{"input", nullptr}, {"channel_index", 0}}}}}},
        json{{"out", {{"0", {{"input", "in"}, {"channel_index", nullptr}}}}}},
        json{{"out", {{"0", {{"input", "in"}, {"channel_index", -1}}}}}},
        json{{"out", {{"0", {{"input", 1}, {"channel_index", 0}}}}}}}) {
    EXPECT_FALSE(read(action)) << action;
  }
  EXPECT_FALSE(read({{"out", {{"0", good}}}}, {{"mode", nullptr}}));
  EXPECT_FALSE(read({{"out", {{"0", good}}}}, {{"mode", "activate_scheduled_absolute"}}));
  EXPECT_FALSE(read_map_request("[]"));
  EXPECT_FALSE(read_map_request("{}"));
  EXPECT_FALSE(read_map_request("{"));
}

}  // namespace
}  // namespace cw::nmos
