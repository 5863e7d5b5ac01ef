#include "gateway/web/router.h"

#include <gtest/gtest.h>

namespace cw::web {
namespace {

Handler answer(std::string body) {
  return [body = std::move(body)](const Request&) {
    return Response{.status = 200, .content_type = "text/plain", .body = body, .headers = {}};
  };
}

std::string called(const Router::Match& match) {
  return match.handler == nullptr ? "none" : (*match.handler)(Request{}).body;
}

TEST(Router, FindsExactPathsOnly) {
  Router sut;
  sut.get("/", answer("root"));
  sut.get("/healthz", answer("health"));
  EXPECT_EQ(called(sut.find("GET", "/")), "root");
  EXPECT_EQ(called(sut.find("GET", "/healthz")), "health");
  EXPECT_EQ(called(sut.find("GET", "/healthz/")), "none");
  EXPECT_EQ(sut.find("GET", "/other").allowed, "");
}

TEST(Router, SaysWhichMethodsAPathTakes) {
  Router sut;
  sut.get("/api", answer("get"));
  sut.handle("PUT", "/api", answer("put"));
  EXPECT_EQ(called(sut.find("PUT", "/api")), "put");
  EXPECT_EQ(called(sut.find("HEAD", "/api")), "get");
  const Router::Match match = sut.find("DELETE", "/api");
  EXPECT_EQ(match.handler, nullptr);
  EXPECT_EQ(match.allowed, "GET, HEAD, PUT");
}

TEST(Router, PrefersTheLongestMatch) {
  Router sut;
  sut.get("/api/", answer("any"));
  sut.get("/api/v1/", answer("v1"));
  sut.get("/api/v1/status", answer("status"));
  sut.mount_directory("/hls", "/srv/hls");
  sut.mount_directory("/hls/demo/", "/srv/demo");
  sut.get("/hls/index", answer("index"));
  EXPECT_EQ(called(sut.find("GET", "/api/x")), "any");
  EXPECT_EQ(called(sut.find("GET", "/api/v1/x")), "v1");
  EXPECT_EQ(called(sut.find("GET", "/api/v1/status")), "status");
  EXPECT_EQ(called(sut.find("GET", "/hls/index")), "index");
  EXPECT_EQ(sut.find("GET", "/hls/a/b.m3u8").file->relative_path, "a/b.m3u8");
  EXPECT_EQ(sut.find("GET", "/hls/demo/b.m3u8").file->folder, "/srv/demo");
  EXPECT_EQ(sut.find("GET", "/hlsx").allowed, "");
}

TEST(Router, AHandlerMayTakeEveryMethodBelowItsPath) {
  Router sut;
  sut.handle("*", "/x-nmos/", answer("any"));
  sut.get("/x-nmos/status", answer("status"));
  for (const std::string method : {"GET", "HEAD", "OPTIONS", "PATCH", "POST", "DELETE", "PUT"}) {
    EXPECT_EQ(called(sut.find(method, "/x-nmos/connection/v1.1")), "any") << method;
  }
  EXPECT_EQ(called(sut.find("GET", "/x-nmos/status")), "status");
  EXPECT_EQ(sut.find("PATCH", "/x-nmos/status").handler, nullptr);
}

TEST(Router, SaysErrorsAsItsOwnerWants) {
  Router sut;
  EXPECT_EQ(sut.error(404, "nothing").body, json_error(404, "nothing").body);
  sut.set_error_reply([](int status, std::string_view message) {
    return Response{.status = status, .content_type = "text/plain", .body = std::string(message), .headers = {}};
  });
  EXPECT_EQ(sut.error(413, "too large").body, "too large");
}

}  // namespace
}  // namespace cw::web
