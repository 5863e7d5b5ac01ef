// Scheduled activations and changed descriptions, through the API.
#include "nmos/connection_api/connection_table.h"

#include <gtest/gtest.h>

#include "tests/unit/nmos/api_client.h"

namespace cw::nmos::test {
namespace {

using nlohmann::json;

class Scheduling : public ::testing::Test {
 public:
  json relative(const std::string& time) { return {{"mode", "activate_scheduled_relative"}, {"requested_time", time}}; }
  NodeUnderTest node;
  const std::string sender = node.sender_path("cam1-video");
  const std::string staged = sender + "/staged";
};

TEST_F(Scheduling, AppliesWhenItIsDueAndNotBefore) {
  const Reply reply = node.patch(staged, {{"master_enable", false}, {"activation", relative("0:200000000")}});
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.body["activation"], (json{{"mode", "activate_scheduled_relative"},
                                            {"requested_time", "0:200000000"},
                                            {"activation_time", "1700000000:200000000"}}));
  EXPECT_EQ(node.get(staged).body["activation"], reply.body["activation"]);
  const TaiTime due = node.equipment.time + std::chrono::milliseconds(200);
  EXPECT_EQ(node.node->poll(due - std::chrono::nanoseconds(1)), due);
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], true);
  node.equipment.time = due;
  EXPECT_EQ(node.node->poll(due), std::nullopt);
  const json active = node.get(sender + "/active").body;
  EXPECT_EQ(active["master_enable"], false);
  EXPECT_EQ(active["activation"], reply.body["activation"]);
  EXPECT_TRUE(node.get(staged).body["activation"]["mode"].is_null());
}

TEST_F(Scheduling, LocksTheSenderUntilThen) {
  node.patch(staged, {{"activation", relative("5:0")}});
  EXPECT_EQ(node.patch(staged, json::object()).status, 423);
  EXPECT_EQ(node.patch(staged, {{"activation", kNow}}).status, 423);
  const Reply reply = node.patch(staged, {{"activation", {{"mode", nullptr}}}, {"master_enable", false}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body["master_enable"], false);
  EXPECT_TRUE(reply.body["activation"]["mode"].is_null());
  EXPECT_EQ(node.node->poll(node.equipment.time + std::chrono::hours(1)), std::nullopt);
  EXPECT_EQ(node.equipment.calls, 0);
}

TEST_F(Scheduling, AFaultyRequestTakesNothingBack) {
  node.patch(staged, {{"activation", relative("5:0")}});
  EXPECT_EQ(node.patch(staged, {{"activation", {{"mode", nullptr}}}, {"transport_params", json::array()}}).status, 400);
  EXPECT_EQ(node.patch(staged, json::object()).status, 423);
}

TEST_F(Scheduling, TakesAbsoluteTimesOfTai) {
  const json absolute{{"mode", "activate_scheduled_absolute"}, {"requested_time", "1700000001:5"}};
  EXPECT_EQ(node.patch(staged, {{"activation", absolute}}).body["activation"]["activation_time"], "1700000001:5");
}

TEST_F(Scheduling, AppliesAtOnceWhatIsPast) {
  const json past{{"mode", "activate_scheduled_absolute"}, {"requested_time", "5:0"}};
  const Reply reply = node.patch(staged, {{"master_enable", false}, {"activation", past}});
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.body["activation"]["activation_time"], "1700000000:0");
  node.node->poll(node.equipment.time);
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], false);
}

TEST_F(Scheduling, RefusesTheFarFuture) {
  EXPECT_EQ(node.patch(staged, {{"activation", relative("99999999:0")}}).status, 400);
  EXPECT_EQ(node.patch(staged, json::object()).status, 200);
}

TEST_F(Scheduling, OneCallActivatesAllThatIsDueTogether) {
  for (const auto* name : {"cam1-video", "cam2-video", "cam1-audio"}) {
    node.patch(node.sender_path(name) + "/staged", {{"activation", relative("1:0")}});
  }
  node.node->poll(node.equipment.time + std::chrono::seconds(1));
  EXPECT_EQ(node.equipment.calls, 1);
  EXPECT_EQ(node.equipment.senders.size(), 3U);
}

TEST_F(Scheduling, AFailureUnlocksAndLeavesTheOldState) {
  node.patch(staged, {{"master_enable", false}, {"activation", relative("1:0")}});
  node.equipment.broken = "cam1-video";
  node.node->poll(node.equipment.time + std::chrono::seconds(1));
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], true);
  EXPECT_EQ(node.patch(staged, json::object()).status, 200);
}

TEST_F(Scheduling, GoesOnUnderAChangedDescription) {
  node.patch(staged, {{"master_enable", false}, {"activation", relative("1:0")}});
  node.description.clock.locked = false;
  node.description.senders[0].label = "Another";
  ASSERT_TRUE(node.node->update(node.description));
  node.node->poll(node.equipment.time + std::chrono::seconds(1));
  EXPECT_EQ(node.get(sender + "/active").body["master_enable"], false);
}

}  // namespace
}  // namespace cw::nmos::test
