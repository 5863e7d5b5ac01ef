#include "nmos/model/activation.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using nlohmann::json;

constexpr TaiTime kNow = TaiTime::from_ns(1'000'000'000'000);

ActivationRequest read(const json& body) { return read_activation(body).value(); }

TEST(Activation, ReadsTheModes) {
  EXPECT_EQ(read({{"mode", nullptr}}).mode, ActivationMode::kNone);
  EXPECT_EQ(read({{"mode", "activate_immediate"}, {"requested_time", nullptr}}).mode, ActivationMode::kImmediate);
  const ActivationRequest sut = read({{"mode", "activate_scheduled_relative"}, {"requested_time", "2:500000000"}});
  EXPECT_TRUE(sut.is_scheduled());
  EXPECT_EQ(sut.requested, std::chrono::milliseconds(2500));
}

TEST(Activation, RefusesWhatTheSchemaDoesNotHave) {
  const json relative = "activate_scheduled_relative";
  for (const json& body :
       {json::array(), json::object(), json{{"mode", "now"}}, json{{"mode", 1}},
        json{{"mode", nullptr}, {"when", "1:0"}}, json{{"mode", relative}},
        json{{"mode", relative}, {"requested_time", nullptr}}, json{{"mode", relative}, {"requested_time", "1"}},
        json{{"mode", relative}, {"requested_time", "1:-5"}}, json{{"mode", relative}, {"requested_time", "-1:5"}},
        json{{"mode", relative}, {"requested_time", ":"}}, json{{"mode", relative}, {"requested_time", 5}},
        json{{"mode", relative}, {"requested_time", "99999999999999999999:0"}},
        json{{"mode", relative}, {"requested_time", "9223372036854775807:0"}}}) {
    const auto sut = read_activation(body);
    ASSERT_FALSE(sut) << body;
    EXPECT_NE(sut.error().message.find("activation"), std::string::npos);
  }
}

TEST(Activation, IsDueAtTheTimeOrAfterTheTime) {
  EXPECT_EQ(due_time(read({{"mode", "activate_scheduled_absolute"}, {"requested_time", "1001:0"}}), kNow).value(),
            TaiTime::from_ns(1'001'000'000'000));
  EXPECT_EQ(due_time(read({{"mode", "activate_scheduled_relative"}, {"requested_time", "1:0"}}), kNow).value(),
            TaiTime::from_ns(1'001'000'000'000));
}

TEST(Activation, IsDueAtOnceWhenItsTimeHasPassed) {
  EXPECT_EQ(due_time(read({{"mode", "activate_scheduled_absolute"}, {"requested_time", "3:0"}}), kNow).value(), kNow);
}

TEST(Activation, IsNotScheduledForYearsAhead) {
  const auto sut = due_time(read({{"mode", "activate_scheduled_absolute"}, {"requested_time", "9000000000:0"}}), kNow);
  ASSERT_FALSE(sut);
  EXPECT_NE(sut.error().message.find("ahead"), std::string::npos);
  EXPECT_FALSE(due_time(read({{"mode", "activate_scheduled_relative"}, {"requested_time", "9000000000:0"}}), kNow));
}

TEST(Activation, ShowsModeAndTimes) {
  const auto request = read({{"mode", "activate_scheduled_relative"}, {"requested_time", "1:0"}});
  EXPECT_EQ(activation_json(request, kNow),
            (json{{"mode", "activate_scheduled_relative"}, {"requested_time", "1:0"}, {"activation_time", "1000:0"}}));
  const auto immediate = read({{"mode", "activate_immediate"}, {"requested_time", "1:0"}});
  EXPECT_TRUE(activation_json(immediate, kNow)["requested_time"].is_null());
  EXPECT_TRUE(no_activation_json()["mode"].is_null());
}

}  // namespace
}  // namespace cw::nmos
