#include "sdp/st2110/payload.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

TEST(Payload, TakesTheFirstPayloadTypeThatIsExplained) {
  const std::string text = with(kAudio, "AVP 97", "AVP 98 97");
  EXPECT_EQ(media_of(text).payload_type.value, 97);
  EXPECT_NE(warnings_of(text).find("line 7, m=: lists 2 payload types; 97 is used (ST 2110-10 8)"), std::string::npos);
}

TEST(Payload, KnowsTheStaticTypesOfSound) {
  const std::string text = with(with(with(kAudio, "AVP 97", "AVP 11"), "a=rtpmap:97 L24/48000/8\n", ""),
                                "a=fmtp:97 channel-order=SMPTE2110.(51,ST)\n", "");
  const auto audio = std::get<AudioParameters>(media_of(text).parameters);
  EXPECT_EQ(audio.rate_hz, 44'100U);
  EXPECT_EQ(audio.channels, 1);
}

TEST(Payload, JoinsSeveralFmtpLines) {
  const std::string text = with(kTwoLegs, "width=1280; ", "\r\na=fmtp:112 width=1280; ");
  EXPECT_EQ(std::get<VideoParameters>(media_of(text).parameters).width, 1280);
}

TEST(Payload, SaysWhatIsAllowed) {
  EXPECT_EQ(fault_of(with(kAudio, "rtpmap:97", "rtpmap:98")), "line 7, m=: has no a=rtpmap for payload type \"97\"");
  EXPECT_EQ(fault_of(with(kAudio, "RTP/AVP", "UDP")), "line 7, m=: protocol is \"UDP\"; allowed is RTP/AVP");
  EXPECT_EQ(fault_of(with(with(kAudio, "AVP 97", "AVP 128"), "rtpmap:97", "rtpmap:128")),
            "line 7, m=: payload type is \"128\"; allowed is one from 96 to 127");
}

}  // namespace
}  // namespace cw::sdp
