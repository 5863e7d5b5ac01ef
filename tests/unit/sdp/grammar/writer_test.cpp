#include "sdp/grammar/writer.h"

#include <gtest/gtest.h>

#include "sdp/grammar/parser.h"
#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

TEST(SdpWriter, WritesWhatTheParserReadsBack) {
  for (const std::string_view text : {kTwoLegs, kAudio, kAnc}) {
    const auto description = parse_sdp(text);
    ASSERT_TRUE(description);
    EXPECT_EQ(*parse_sdp(to_text(*description)), *description);
  }
}

TEST(SdpWriter, KeepsTheOrderOfTheStandardAndTheRepeatsOfEachTime) {
  const auto description = parse_sdp(
      "v=0\nt=1 2\nr=7d 1h 0\nt=3 4\nb=CT:1\nc=IN IP4 239.1.1.1/9/3\np=1\nu=2\ns=x\no=- 1 1 IN IP4 0.0.0.0\n"
      "m=video 1/2 RTP/AVP 96\na=x\nc=IN IP4 239.1.1.1/64\nc=IN IP6 ff15::1/2\ni=y\n");
  ASSERT_TRUE(description);
  EXPECT_EQ(
      to_text(*description),
      "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\nu=2\r\np=1\r\nc=IN IP4 239.1.1.1/9/3\r\nb=CT:1\r\nt=1 2\r\nr=7d 1h 0\r\n"
      "t=3 4\r\nm=video 1/2 RTP/AVP 96\r\ni=y\r\nc=IN IP4 239.1.1.1/64\r\nc=IN IP6 ff15::1/2\r\na=x\r\n");
}

TEST(SdpWriter, KeepsLineBreaksOutOfTexts) {
  SessionDescription description;
  description.name = "two\r\nm=video 1 RTP/AVP 96";
  EXPECT_TRUE(parse_sdp(to_text(description))->media.empty());
}

}  // namespace
}  // namespace cw::sdp
