#include "nmos/http/api_router.h"

#include <gtest/gtest.h>

#include "nmos/http/json_reply.h"
#include "tests/unit/nmos/api_client.h"

namespace cw::nmos {
namespace {

using nlohmann::json;
using test::header_of;

class Routing : public ::testing::Test {
 public:
  Routing() {
    sut.list("/x-nmos/a", {"things"});
    sut.get("/x-nmos/a/things/{id}", [](const ApiRequest& request) { return json_reply(request.part(0)); });
    sut.add("PATCH", "/x-nmos/a/things/{id}",
            [](const ApiRequest& request) { return json_reply(request.http().body); });
    sut.add("POST", "/x-nmos/a/bulk", [](const ApiRequest&) { return json_reply("posted"); });
  }
  web::Response ask(const std::string& method, const std::string& path) {
    return sut.route({.method = method, .target = path, .path = path, .query = {}, .headers = {}, .body = "body"});
  }
  ApiRouter sut;
};

TEST_F(Routing, ListsWhatIsBelow) { EXPECT_EQ(ask("GET", "/x-nmos/a").body, R"(["things/"])"); }

TEST_F(Routing, GivesTheHandlerWhatStandsInBraces) {
  EXPECT_EQ(ask("GET", "/x-nmos/a/things/7").body, "\"7\"");
  EXPECT_EQ(ask("PATCH", "/x-nmos/a/things/7").body, "\"body\"");
}

TEST_F(Routing, TakesPathsWithAndWithoutTrailingSlash) {
  EXPECT_EQ(ask("GET", "/x-nmos/a/").body, ask("GET", "/x-nmos/a").body);
  EXPECT_EQ(ask("GET", "/x-nmos/a/things/7/").body, "\"7\"");
}

TEST_F(Routing, SaysWhatAPathTakes) {
  const web::Response options = ask("OPTIONS", "/x-nmos/a/things/7");
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(header_of(options, "Access-Control-Allow-Methods"), "GET, HEAD, PATCH, OPTIONS");
  EXPECT_EQ(header_of(options, "Access-Control-Allow-Headers"), "Content-Type, Accept");
  EXPECT_EQ(header_of(options, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header_of(options, "Access-Control-Max-Age"), "3600");
}

TEST_F(Routing, HeadIsWhereGetIs) {
  EXPECT_EQ(ask("HEAD", "/x-nmos/a").status, 200);
  EXPECT_EQ(ask("HEAD", "/x-nmos/a/bulk").status, 405);
}

TEST_F(Routing, AnswersErrorsInJsonThatBrowsersMayRead) {
  const web::Response missing = ask("GET", "/x-nmos/a/nothing");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(json::parse(missing.body)["code"], 404);
  EXPECT_EQ(header_of(missing, "Access-Control-Allow-Origin"), "*");
  const web::Response refused = ask("GET", "/x-nmos/a/bulk");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(header_of(refused, "Allow"), "POST, OPTIONS");
  EXPECT_EQ(json::parse(refused.body)["code"], 405);
}

}  // namespace
}  // namespace cw::nmos
