#include "gateway/web/responder.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/unit/gateway/web/test_folder.h"

namespace cw::web {
namespace {

Reply ask(const Router& router, const std::string& method, const std::string& target, Headers headers = {}) {
  Request request{
      .method = method, .target = target, .path = {}, .query = {}, .headers = std::move(headers), .body = {}};
  return respond(request, router);
}

Router example_router() {
  Router router;
  router.get("/echo", [](const Request& request) {
    return Response{.status = 200,
                    .content_type = "text/plain",
                    .body = request.method + request.path + request.query,
                    .headers = {}};
  });
  router.get("/long", [](const Request&) {
    return Response{.status = 200, .content_type = "application/json", .body = std::string(5000, ' '), .headers = {}};
  });
  router.get("/broken", [](const Request&) -> Response { throw std::runtime_error("secret"); });
  return router;
}

TEST(Responder, CallsTheHandler) {
  const Router router = example_router();
  EXPECT_EQ(ask(router, "GET", "/echo?q").response.body, "GET/echoq");
  EXPECT_EQ(ask(router, "HEAD", "/echo").response.body, "GET/echo");
}

TEST(Responder, AnswersFaultsInJson) {
  const Router router = example_router();
  EXPECT_EQ(ask(router, "GET", "/none").response.body,
            "{\"error\":{\"message\":\"there is nothing at /none\",\"status\":404}}\n");
  EXPECT_EQ(ask(router, "GET", "/a/../b").response.status, 400);
  const Reply not_allowed = ask(router, "POST", "/echo");
  EXPECT_EQ(not_allowed.response.status, 405);
  EXPECT_EQ(not_allowed.response.headers.at(0), (std::pair<std::string, std::string>{"Allow", "GET, HEAD"}));
}

TEST(Responder, AnswersFaultsAsTheRouterSays) {
  Router router = example_router();
  router.handle("*", "/any/", [](const Request& request) {
    return Response{.status = 200, .content_type = "text/plain", .body = request.method + request.body, .headers = {}};
  });
  router.set_error_reply([](int status, std::string_view) {
    return Response{.status = status, .content_type = "text/plain", .body = "own words", .headers = {}};
  });
  EXPECT_EQ(ask(router, "GET", "/none").response.body, "own words");
  EXPECT_EQ(ask(router, "POST", "/echo").response.body, "own words");
  EXPECT_EQ(ask(router, "GET", "/broken").response.status, 500);
  EXPECT_EQ(ask(router, "PATCH", "/any/thing").response.body, "PATCH");
  EXPECT_EQ(ask(router, "OPTIONS", "/any/thing").response.body, "OPTIONS");
}

TEST(Responder, SurvivesAHandlerThatThrowsAndTellsNobodyWhy) {
  const Reply sut = ask(example_router(), "GET", "/broken");
  EXPECT_EQ(sut.response.status, 500);
  EXPECT_EQ(sut.response.body.find("secret"), std::string::npos);
}

TEST(Responder, CompressesLongTextForThoseWhoAcceptIt) {
  const Router router = example_router();
  EXPECT_EQ(ask(router, "GET", "/long").response.body.size(), 5000U);
  const Reply sut = ask(router, "GET", "/long", {{"accept-encoding", "gzip, br"}});
  EXPECT_LT(sut.response.body.size(), 100U);
}

TEST(Responder, TagsACompressedCopyDifferently) {
  const test::TestFolder folder;
  folder.write("a.m3u8", std::string(5000, '#'));
  Router router;
  router.mount_directory("/hls/", folder.path());
  const auto tag_of = [](const Reply& reply) {
    for (const auto& [name, value] : reply.response.headers) {
      if (name == "ETag") return value;
    }
    return std::string{};
  };
  const std::string plain = tag_of(ask(router, "GET", "/hls/a.m3u8"));
  const std::string compressed = tag_of(ask(router, "GET", "/hls/a.m3u8", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(compressed, plain.substr(0, plain.size() - 1) + "-gz\"");
  EXPECT_EQ(ask(router, "POST", "/hls/a.m3u8").response.status, 405);
}

}  // namespace
}  // namespace cw::web
