#include "gateway/web/landing_page.h"

#include <gtest/gtest.h>

namespace cw::web {
namespace {

TEST(LandingPage, LinksToEveryChannelAndEscapesNames) {
  const Response sut = landing_page(
      {.instance = "a<b",
       .version = "0.1.0",
       .channels = {{.id = "demo", .name = "News & \"more\"", .hls = true, .srt_urls = {"srt://127.0.0.1:9710"}}}});
  EXPECT_EQ(sut.status, 200);
  EXPECT_NE(sut.body.find("href=\"/hls/demo/multivariant.m3u8\""), std::string::npos);
  EXPECT_NE(sut.body.find("News &amp; &quot;more&quot;"), std::string::npos);
  EXPECT_NE(sut.body.find("a&lt;b"), std::string::npos);
  EXPECT_NE(sut.body.find("srt://127.0.0.1:9710"), std::string::npos);
  EXPECT_EQ(sut.body.find("a<b"), std::string::npos);
}

TEST(LandingPage, SaysWhenThereIsNoChannel) {
  EXPECT_NE(landing_page({.instance = "x", .version = "1", .channels = {}}).body.find("none configured"),
            std::string::npos);
}

}  // namespace
}  // namespace cw::web
