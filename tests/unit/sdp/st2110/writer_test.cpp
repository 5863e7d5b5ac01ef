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

TEST(St2110Writer, WritesWhatTheReaderHasNothingToSayOf) {
  const auto session = read_st2110(kTwoLegs);
  EXPECT_TRUE(read_st2110_with_warnings(write_st2110(*session))->warnings.empty());
}

TEST(St2110Writer, WritesEveryKindOfEssence) {
  for (const EssenceParameters& parameters : std::initializer_list<EssenceParameters>{
           CompressedVideoParameters{
               .width = 1920, .height = 1080, .rate = FrameRate::hz(50), .packet_mode = 0, .bandwidth_kbps = 200'000},
           Am824Parameters{}, OtherEssence{.encoding = "SMPTE2022-6", .clock_rate_hz = 27'000'000}}) {
    St2110Media media{.parameters = parameters, .payload_type = PayloadType{98}, .legs = {}, .title = "x"};
    MediaLeg& leg = media.legs.emplace_back();
    leg.destination = *parse_endpoint("239.1.1.1:5004");
    leg.parameters = {{"own", "1"}, {"flag", std::nullopt}};
    leg.attributes = {{"x", "y"}};
    St2110Session session;
    session.media = {media};
    const auto again = read_st2110(write_st2110(session));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, session) << write_st2110(session);
  }
}

TEST(St2110Writer, WritesASharedSectionOnlyWhereOneIsEnough) {
  St2110Media media{
      .parameters = AncParameters{}, .payload_type = PayloadType{97}, .legs = {}, .title = {}, .shares_section = true};
  for (const uint32_t source : {0x0A000001U, 0x0A000002U}) {
    MediaLeg& leg = media.legs.emplace_back();
    leg.destination = *parse_endpoint("239.1.1.1:5004");
    leg.sources = {Ipv4Address{source}};
  }
  St2110Session session;
  session.media = {media};
  EXPECT_NE(write_st2110(session).find(" incl IN IP4 239.1.1.1 10.0.0.1 10.0.0.2\r\n"), std::string::npos);
  session.media[0].legs[1].destination.port = 6000;
  EXPECT_NE(write_st2110(session).find("a=group:DUP red blue\r\n"), std::string::npos);
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
