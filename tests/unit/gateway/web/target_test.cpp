#include "gateway/web/target.h"

#include <gtest/gtest.h>

namespace cw::web {
namespace {

std::string path_of(std::string_view target) {
  const auto result = normalise_target(target);
  return result ? result->path : "refused";
}

TEST(Target, SeparatesPathAndQuery) {
  const auto sut = normalise_target("/api/v1/status?a=1&b=%20");
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->path, "/api/v1/status");
  EXPECT_EQ(sut->query, "a=1&b=%20");
}

TEST(Target, LeavesOutEmptyAndDotSegments) {
  EXPECT_EQ(path_of("/"), "/");
  EXPECT_EQ(path_of("//a///b/./c"), "/a/b/c");
  EXPECT_EQ(path_of("/a/"), "/a/");
  EXPECT_EQ(path_of("/a/."), "/a");
  EXPECT_EQ(path_of("/./"), "/");
  EXPECT_EQ(path_of("/."), "/");
}

TEST(Target, DecodesEscapes) {
  EXPECT_EQ(path_of("/a%20b/%C3%A9"), "/a b/\xC3\xA9");
  EXPECT_EQ(path_of("/%2525"), "/%25");
}

TEST(Target, TakesTheAbsoluteForm) {
  EXPECT_EQ(path_of("http://example.org/x?y"), "/x");
  EXPECT_EQ(path_of("http://example.org"), "/");
}

TEST(Target, RefusesEveryWayOut) {
  for (const char* target :
       {"", "*", "hls", "/..", "/../etc/passwd", "/a/../b", "/%2e%2e/etc", "/%2E./x", "/a%2fb", "/a%2F..%2Fb", "/a\\b",
        "/%5c", "/%00", "/a%0d%0ab", "/%", "/%4", "/%zz", "https://example.org/", "/\x01"}) {
    EXPECT_EQ(path_of(target), "refused") << target;
  }
}

TEST(Target, TakesThreeDotsForAName) { EXPECT_EQ(path_of("/.../..x"), "/.../..x"); }

}  // namespace
}  // namespace cw::web
