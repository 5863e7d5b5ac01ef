#include "sdp/grammar/parser.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

std::string fault_of(const std::string& text) {
  const auto result = parse_sdp(text);
  return result ? "" : result.error().message;
}

TEST(SdpParser, SeparatesSessionAndMedia) {
  const auto sut = parse_sdp(kTwoLegs);
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->name, "Camera 1");
  EXPECT_EQ(sut->origin.session_id, 123456U);
  EXPECT_EQ(sut->origin.session_version, 11U);
  EXPECT_EQ(sut->section.title, "1080p59.94");
  ASSERT_EQ(sut->media.size(), 2U);
  EXPECT_EQ(sut->media[1].port, 50020);
  EXPECT_EQ(sut->media[1].section.connection->address, "239.101.9.10");
  EXPECT_EQ(sut->media[1].section.connection->ttl, 32);
  EXPECT_EQ(sut->media[1].section.find("mid")->value, "secondary");
  EXPECT_EQ(sut->media[1].section.find("mid")->line, 23U);
  EXPECT_EQ(sut->section.find("recvonly")->value, "");
}

TEST(SdpParser, TakesEitherLineEnd) {
  std::string unix_text(kTwoLegs);
  std::erase(unix_text, '\r');
  EXPECT_EQ(*parse_sdp(unix_text), *parse_sdp(kTwoLegs));
  unix_text.pop_back();
  EXPECT_EQ(*parse_sdp(unix_text + "\n\n"), *parse_sdp(unix_text));
}

TEST(SdpParser, NamesTheLineThatIsWrong) {
  EXPECT_EQ(fault_of(""), "line 0, v=: is missing; an SDP begins with v=0");
  EXPECT_EQ(fault_of("s=x\n"), "line 1, v=: is missing; an SDP begins with v=0");
  EXPECT_EQ(fault_of("v=1\n"), "line 1, v=: is \"1\"; allowed is 0");
  EXPECT_EQ(fault_of("v=0\ns=x"), "line 2, o=: is missing; an SDP needs: o=name id version IN IP4 address");
  EXPECT_EQ(fault_of("v=0\nnonsense\n"),
            "line 2, \"nonsense\": is no line of an SDP; allowed is a letter, =, and a value");
  EXPECT_EQ(fault_of("v=0\nx=1\n"),
            "line 2, \"x\"=: is no line of an SDP; allowed is one of v o s i u e p c b t r z k a m, then =");
  EXPECT_EQ(fault_of(with(kTwoLegs, "m=video 50020", "m=video 70000")),
            "line 16, m=: is not understood; allowed is: type port RTP/AVP payload-type, one port from 0 to 65535");
  EXPECT_EQ(fault_of(with(kTwoLegs, "239.101.9.10/32", "239.101.9.10/32/4")),
            "line 17, c=: has \"239.101.9.10/32/4\"; allowed is one address with a TTL of 0 to 255");
}

TEST(SdpParser, RefusesNulAndLimitsSize) {
  EXPECT_NE(fault_of(std::string("v=0\ns=a\0b\n", 10)), "");
  EXPECT_NE(fault_of(std::string(kMaxSdpBytes + 1, 'v')), "");
  std::string many("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\n");
  for (size_t i = 0; i <= kMaxMedia; ++i) many += "m=video 1 RTP/AVP 96\n";
  EXPECT_NE(fault_of(many), "");
}

}  // namespace
}  // namespace cw::sdp
