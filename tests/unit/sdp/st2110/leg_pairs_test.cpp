#include "sdp/st2110/leg_pairs.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

std::string with_group(std::string_view mids) {
  return with(kTwoLegs, "a=group:DUP primary secondary", std::string("a=group:DUP ") + std::string(mids));
}

std::string one_section(const std::string& more) {
  return "v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 5005 RTP/AVP 100\r\nc=IN IP4 239.1.1.1/64\r\n"
         "a=source-filter: incl IN IP4 239.1.1.1 10.0.0.1 10.0.0.2\r\na=rtpmap:100 smpte291/90000\r\n"
         "a=ts-refclk:localmac=40-A3-6B-A0-2B-D2\r\na=mediaclk:direct=0\r\n" +
         more;
}

TEST(LegPairs, PutsTheLegThatTheGroupNamesFirstFirst) {
  EXPECT_EQ(media_of(with_group("secondary primary")).legs.at(0).mid, "secondary");
}

TEST(LegPairs, SeesPastTheCaseOfMidsAndOfDup) {
  EXPECT_EQ(media_of(with_group("PRIMARY Secondary")).legs.size(), 2U);
  EXPECT_EQ(media_of(with(kTwoLegs, "group:DUP", "group:dup")).legs.size(), 2U);
}

TEST(LegPairs, TakesTwoSectionsInOrderWhenNoneHasAMid) {
  const std::string text = with(with(kTwoLegs, "a=mid:primary\r\n", ""), "a=mid:secondary\r\n", "");
  EXPECT_EQ(media_of(text).legs.at(1).mid, "secondary");
  EXPECT_EQ(warnings_of(text),
            "line 7, a=group:DUP: names mids that no section has; the two sections are taken in order (RFC "
            "5888 4); add a=mid: to each section\n");
}

TEST(LegPairs, TakesTheDetailsOfTheFirstLegWhereTheyDiffer) {
  std::string text(kTwoLegs);
  text.replace(text.rfind("TP=2110TPN; "), 12, "TP=2110TPW; ");
  EXPECT_EQ(std::get<VideoParameters>(media_of(text).parameters).sender_type, SenderType::kNarrow);
  EXPECT_EQ(warnings_of(text),
            "line 16, m=: differs in details from its other leg in line 8, whose are used (ST 2110-10 8.3); "
            "describe both legs alike\n");
}

TEST(LegPairs, SplitsASectionWithTwoSources) {
  const St2110Media sut = media_of(one_section("a=x:1\r\n"));
  ASSERT_EQ(sut.legs.size(), 2U);
  EXPECT_EQ(to_text(sut.legs[0].sources.at(0)), "10.0.0.1");
  EXPECT_EQ(to_text(sut.legs[1].sources.at(0)), "10.0.0.2");
  EXPECT_EQ(sut.legs[0].mid, "red");
  EXPECT_EQ(sut.legs[1].mid, "blue");
  EXPECT_EQ(sut.legs[1].attributes, sut.legs[0].attributes);
  EXPECT_FALSE(sut.shares_section);
}

TEST(LegPairs, KeepsASourceGroupInItsSection) {
  const std::string text = one_section("a=ssrc:1 cname:a\r\na=ssrc:2 cname:a\r\na=ssrc-group:DUP 1 2\r\na=mid:m\r\n");
  const St2110Media sut = media_of(text);
  ASSERT_EQ(sut.legs.size(), 2U);
  EXPECT_TRUE(sut.shares_section);
  EXPECT_EQ(sut.legs[0].attributes.size(), 3U);
  EXPECT_TRUE(sut.legs[1].attributes.empty());
  EXPECT_EQ(warnings_of(text), "");
  EXPECT_EQ(warnings_of(with(text, " 10.0.0.2", "")),
            "line 5, a=ssrc-group:DUP: stands without two sources; read as one leg (RFC 7104 4.1); add "
            "a=source-filter: incl IN "
            "IP4 destination source1 source2\n");
}

TEST(LegPairs, GivesNewMidsThatNobodyHas) {
  std::vector<St2110Media> all(2);
  for (St2110Media& media : all) media.legs.resize(2);
  all[0].legs[0].mid = "red";
  name_legs(all);
  EXPECT_EQ(all[0].legs[1].mid, "blue");
  EXPECT_EQ(all[1].legs[0].mid, "red2");
  EXPECT_EQ(all[1].legs[1].mid, "blue2");
}

TEST(LegPairs, SaysWhatIsWrongWithAGroup) {
  EXPECT_EQ(fault_of(with_group("primary third")),
            "line 7, a=group:DUP: names \"third\"; there is no other media section with a=mid:third");
  EXPECT_EQ(fault_of(with_group("primary")), "line 7, a=group:DUP: names 1 media sections; allowed are 2");
  EXPECT_EQ(fault_of(with_group("primary primary")),
            "line 7, a=group:DUP: names a media section twice; allowed is two sections, in one group each");
  EXPECT_EQ(fault_of(with(kTwoLegs, "width=1280", "width=1920")),
            "line 16, m=: differs in format or payload type from the section in line 8 that a=group:DUP joins it to; "
            "both legs of ST 2022-7 are alike");
  EXPECT_EQ(
      fault_of(with(kTwoLegs, "c=IN IP4 239.100.9.10/32", "c=IN IP4 239.100.9.10/32\r\nc=IN IP4 239.100.9.11/32")),
      "line 7, a=group:DUP: names a section that has two c= lines itself; allowed is one leg in each");
}

}  // namespace
}  // namespace cw::sdp
