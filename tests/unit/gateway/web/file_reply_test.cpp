#include "gateway/web/file_reply.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/web/test_folder.h"

namespace cw::web {
namespace {

class FileReply : public testing::Test {
 protected:
  Reply get(const std::string& path, Headers headers = {}) {
    Request request;
    request.method = "GET";
    request.path = "/hls/" + path;
    request.headers = std::move(headers);
    return reply_with_file(request, {folder_.path(), path});
  }
  static std::string header(const Reply& reply, const std::string& name) {
    for (const auto& [key, value] : reply.response.headers) {
      if (key == name) return value;
    }
    return "";
  }
  test::TestFolder folder_;
};

TEST_F(FileReply, SendsPlaylistsThatAreNotCached) {
  folder_.write("media.m3u8", "#EXTM3U\n");
  const Reply sut = get("media.m3u8");
  EXPECT_EQ(sut.response.status, 200);
  EXPECT_EQ(sut.response.content_type, "application/vnd.apple.mpegurl");
  EXPECT_EQ(sut.response.body, "#EXTM3U\n");
  EXPECT_EQ(header(sut, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(sut, "Access-Control-Allow-Origin"), "*");
}

TEST_F(FileReply, SendsSegmentsThatMayBeKept) {
  folder_.write("1.m4s", "0123456789");
  const Reply sut = get("1.m4s");
  EXPECT_EQ(sut.response.content_type, "video/iso.segment");
  EXPECT_NE(header(sut, "Cache-Control").find("immutable"), std::string::npos);
  ASSERT_TRUE(sut.file);
  EXPECT_EQ(sut.file->length, 10U);
}

TEST_F(FileReply, SendsPartsOfFiles) {
  folder_.write("1.m4s", "0123456789");
  const Reply sut = get("1.m4s", {{"Range", "bytes=2-5"}});
  EXPECT_EQ(sut.response.status, 206);
  EXPECT_EQ(header(sut, "Content-Range"), "bytes 2-5/10");
  EXPECT_EQ(sut.file->offset, 2U);
  EXPECT_EQ(sut.file->length, 4U);
  const Reply beyond = get("1.m4s", {{"Range", "bytes=10-"}});
  EXPECT_EQ(beyond.response.status, 416);
  EXPECT_EQ(header(beyond, "Content-Range"), "bytes */10");
  EXPECT_EQ(get("1.m4s", {{"Range", "bytes=2-5"}, {"If-Range", "\"other\""}}).response.status, 200);
}

TEST_F(FileReply, SaysWhenNothingChanged) {
  folder_.write("media.m3u8", "#EXTM3U\n");
  const std::string tag = header(get("media.m3u8"), "ETag");
  EXPECT_EQ(get("media.m3u8", {{"If-None-Match", tag}}).response.status, 304);
  EXPECT_EQ(get("media.m3u8", {{"If-None-Match", "\"x\", " + tag.substr(0, tag.size() - 1) + "-gz\""}}).response.status,
            304);
  EXPECT_EQ(get("media.m3u8", {{"If-None-Match", "\"x\""}}).response.status, 200);
}

TEST_F(FileReply, AnswersPlayersOnOtherSites) {
  Request request;
  request.method = "OPTIONS";
  const Reply sut = reply_with_file(request, {folder_.path(), "x"});
  EXPECT_EQ(sut.response.status, 204);
  EXPECT_EQ(header(sut, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(get("none.m3u8"), "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(get("none.m3u8").response.status, 404);
}

TEST_F(FileReply, KnowsTheTypesOfHls) {
  EXPECT_EQ(mime_type_of("a/init.mp4"), "video/mp4");
  EXPECT_EQ(mime_type_of("a.vtt"), "text/vtt");
  EXPECT_EQ(mime_type_of("a"), "application/octet-stream");
}

}  // namespace
}  // namespace cw::web
