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

TEST(SdpWriter, KeepsLineBreaksOutOfTexts) {
  SessionDescription description;
  description.name = "two\r\nm=video 1 RTP/AVP 96";
  EXPECT_TRUE(parse_sdp(to_text(description))->media.empty());
}

}  // namespace
}  // namespace cw::sdp
