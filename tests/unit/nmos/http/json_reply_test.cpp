#include "nmos/http/json_reply.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

using nlohmann::json;

TEST(JsonReply, IsPlainJson) {
  const web::Response sut = json_reply(202, {{"a", 1}});
  EXPECT_EQ(sut.status, 202);
  EXPECT_EQ(sut.content_type, "application/json");
  EXPECT_EQ(sut.body, R"({"a":1})");
}

TEST(JsonReply, SurvivesNamesThatAreNotUtf8) { EXPECT_EQ(json_reply(json("\xFF")).body, "\"\xEF\xBF\xBD\""); }

TEST(ErrorReply, FollowsTheErrorSchema) {
  EXPECT_EQ(json::parse(error_reply(404, "nothing").body),
            (json{{"code", 404}, {"error", "nothing"}, {"debug", nullptr}}));
  EXPECT_EQ(json::parse(error_reply(ApiError{.status = 500, .error = "e"}).body),
            (json{{"code", 500}, {"error", "e"}, {"debug", nullptr}}));
}

}  // namespace
}  // namespace cw::nmos
