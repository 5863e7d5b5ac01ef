#include "sdp/st2110/writer.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "sdp/st2110/reader.h"
#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

TEST(St2110Writer, WritesWhatTheReaderReadsBack) {
  for (const std::string_view text : {kTwoLegs, kAudio, kAnc}) {
    const auto session = read_st2110(text);
    ASSERT_TRUE(session);
    const auto again = read_st2110(write_st2110(*session));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *session);
  }
}

TEST(St2110Writer, NamesTheLegsOfAPairItself) {
  St2110Media media{.parameters = AudioParameters{}, .payload_type = PayloadType{97}, .legs = {}, .title = {}};
  for (const char* destination : {"239.1.1.1:5004", "239.2.1.1:5004"}) {
    media.legs.emplace_back().destination = *parse_endpoint(destination);
  }
  St2110Session session;
  session.media = {media, media};
  const std::string text = write_st2110(session);
  EXPECT_NE(text.find("a=group:DUP red blue\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a=group:DUP red2 blue2\r\n"), std::string::npos) << text;
  EXPECT_EQ(read_st2110(text)->media.size(), 2U);
}

TEST(St2110Writer, EndsEveryFmtpLineForStrictCheckers) {
  for (const std::string_view text : {kTwoLegs, kAudio, kAnc}) {
    const std::string written = write_st2110(*read_st2110(text));
    const size_t fmtp = written.find("a=fmtp:");
    ASSERT_NE(fmtp, std::string::npos);
    EXPECT_EQ(written.substr(written.find("\r\n", fmtp) - 2, 2), "; ");
  }
}

}  // namespace
}  // namespace cw::sdp
