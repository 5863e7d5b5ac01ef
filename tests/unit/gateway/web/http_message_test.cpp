#include "gateway/web/http_message.h"

#include <gtest/gtest.h>

namespace cw::web {
namespace {

TEST(HttpMessage, FindsHeadersInAnyCase) {
  Request sut;
  sut.headers = {{"Accept-Encoding", "gzip"}, {"accept-encoding", "br"}};
  EXPECT_EQ(sut.header("ACCEPT-ENCODING"), "gzip");
  EXPECT_EQ(sut.header("Accept"), "");
}

TEST(HttpMessage, EscapesWhatItRepeats) {
  EXPECT_EQ(json_error(404, "no \"x\"\n\xff").body,
            "{\"error\":{\"message\":\"no \\\"x\\\"\\n\xEF\xBF\xBD\",\"status\":404}}\n");
}

}  // namespace
}  // namespace cw::web
