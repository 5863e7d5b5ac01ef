#include "sdp/grammar/parser.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

std::string fault_of(const std::string& text) {
  const auto result = parse_sdp(text);
  return result ? "" : result.error().message;
}

std::string warnings_of(const std::string& text) {
  Warnings warnings;
  const auto result = parse_sdp(text, warnings);
  if (!result) return result.error().message;
  std::string all;
  for (const Warning& warning : warnings.take()) all += to_text(warning) + "\n";
  return all;
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
  EXPECT_EQ(sut->media[1].section.connections.at(0).address, "239.101.9.10");
  EXPECT_EQ(sut->media[1].section.connections.at(0).ttl, 32);
  EXPECT_EQ(sut->media[1].section.find("mid")->value, "secondary");
  EXPECT_EQ(sut->media[1].section.find("mid")->line, 23U);
  EXPECT_EQ(sut->section.find("recvonly")->value, "");
}

TEST(SdpParser, HasNothingToSayOfWhatIsRight) { EXPECT_EQ(warnings_of(std::string(kTwoLegs)), ""); }

TEST(SdpParser, TakesEveryLineTypeOfTheStandard) {
  const std::string text =
      "v=0\r\no=- 1 1 IN IP6 2001:db8::1\r\ns=-\r\ni=a\r\nu=http://b/\r\ne=c@d\r\np=+44\r\nc=IN IP6 "
      "ff15::101/3\r\nb=CT:1\r\n"
      "t=0 0\r\nr=7d 1h 0\r\nt=1 2\r\nz=1 -1h\r\nk=prompt\r\na=x\r\n"
      "m=video 5004/2 RTP/AVP 96 97\r\ni=e\r\nc=IN IP4 239.1.1.1/64/3\r\nc=IN IP4 "
      "239.1.1.9/64\r\nb=AS:1\r\nk=prompt\r\na=y:z\r\n";
  const auto sut = parse_sdp(text);
  ASSERT_TRUE(sut) << sut.error().message;
  EXPECT_EQ(sut->section.connections.at(0).count, 3);
  EXPECT_EQ(sut->section.others.size(), 9U);
  EXPECT_EQ(sut->media[0].port_count, 2);
  EXPECT_EQ(sut->media[0].formats.size(), 2U);
  EXPECT_EQ(sut->media[0].section.connections.at(0).count, 3);
  EXPECT_EQ(sut->media[0].section.connections.size(), 2U);
  EXPECT_EQ(warnings_of(text), "");
}

TEST(SdpParser, TakesEitherLineEnd) {
  std::string unix_text(kTwoLegs);
  std::erase(unix_text, '\r');
  EXPECT_EQ(*parse_sdp(unix_text), *parse_sdp(kTwoLegs));
  unix_text.pop_back();
  EXPECT_EQ(*parse_sdp(unix_text + "\n\n"), *parse_sdp(unix_text));
}

TEST(SdpParser, FillsInWhatIsMissing) {
  const std::string text = "v=0\r\nm=video 1 RTP/AVP 96\r\nt=0 0\r\ni=a\r\ni=b\r\ns=\r\n";
  EXPECT_EQ(warnings_of(text),
            "o=: is missing (RFC 8866 5.2); add a line like o=- 1 1 IN IP4 192.0.2.1\n"
            "line 3, t=: stands after m=; it belongs to the session (RFC 8866 5); write it before the first m=\n"
            "line 5, i=: occurs twice; the first is used (RFC 8866 5.4); write it once in a section\n"
            "line 6, s=: stands after m= (RFC 8866 5.3); write it before the first m=\n"
            "line 6, s=: is empty (RFC 8866 5.3); write a name, or s=- for none\n");
  EXPECT_EQ(parse_sdp(text)->section.others.size(), 1U);
}

TEST(SdpParser, NamesTheLineThatIsWrong) {
  EXPECT_EQ(fault_of(""), "the SDP is empty; it begins with v=0");
  EXPECT_EQ(fault_of("\n"), "line 1, v=: is missing; an SDP begins with v=0");
  EXPECT_EQ(fault_of("s=x\n"), "line 1, v=: is missing; an SDP begins with v=0");
  EXPECT_EQ(fault_of("v=1\n"), "line 1, v=: is \"1\"; allowed is 0");
  EXPECT_EQ(fault_of("v=0\nv=0\n"), "line 2, v=: occurs twice; one SDP has one v=0");
  EXPECT_EQ(fault_of("v=0\nnonsense\n"),
            "line 2, \"nonsense\": is no line of an SDP; allowed is a letter, =, and a value");
  EXPECT_EQ(fault_of("v=0\nx=1\n"),
            "line 2, \"x\"=: is no line of an SDP; allowed is one of v o s i u e p c b t r z k a m, then =");
  EXPECT_EQ(fault_of("v=0\na=:x\n"), "line 2, a=: has no name; allowed is a=name or a=name:value");
  EXPECT_EQ(fault_of("v=0\nc=IN IP4 1.2.3.4\nc=IN IP4 1.2.3.4\n"),
            "line 3, c=: occurs twice; allowed is one in the session, more in a media section");
}

TEST(SdpParser, RefusesNulAndLimitsSize) {
  EXPECT_EQ(fault_of(std::string("v=0\ns=a\0b\n", 10)), "line 2, s: holds a NUL character; allowed is text");
  EXPECT_EQ(fault_of(std::string(kMaxSdpBytes + 1, 'v')),
            "the text is too long for an SDP; allowed are 1048576 octets");
  EXPECT_EQ(fault_of("v=0\n" + std::string(10'000, '\n')), "line 8193, SDP: is too long; allowed are 8192 lines");
  std::string start("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\n");
  std::string media = start;
  std::string addresses = start + "m=video 1 RTP/AVP 96\n";
  for (size_t i = 0; i <= kMaxMedia; ++i) {
    media += "m=video 1 RTP/AVP 96\n";
    addresses += "c=IN IP4 239.1.1.1/64\n";
  }
  EXPECT_EQ(fault_of(media), "line 68, m=: is one too many; allowed are 64");
  EXPECT_EQ(fault_of(addresses), "line 69, c=: is one too many; allowed are 64 in a media section");
}

}  // namespace
}  // namespace cw::sdp
