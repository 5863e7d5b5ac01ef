#include "sdp/st2110/leg_attributes.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kConnection = "c=IN IP4 239.100.9.10/32";

TEST(LegAttributes, TakesTheConnectionOfTheSessionWhereTheSectionHasNone) {
  const std::string text =
      with(with(kTwoLegs, std::string(kConnection) + "\r\n", ""), "t=0 0", "c=IN IP4 239.9.9.9/7\r\nt=0 0");
  EXPECT_EQ(to_text(leg_of(text).destination), "239.9.9.9:50000");
  EXPECT_EQ(leg_of(text).ttl, 7);
}

TEST(LegAttributes, KnowsWhichAddressesHaveATtl) {
  EXPECT_EQ(leg_of(with(kTwoLegs, kConnection, "c=IN IP4 239.100.9.10")).ttl, 64);
  EXPECT_EQ(warnings_of(with(kTwoLegs, kConnection, "c=IN IP4 239.100.9.10")),
            "line 9, c=: has no TTL, taken as 64 (RFC 8866 5.7); write 239.100.9.10/64\n");
  EXPECT_EQ(warnings_of(with(with(kTwoLegs, kConnection, "c=IN IP4 10.0.0.9/32"), "IP4 239.100.9.10", "IP4 10.0.0.9")),
            "line 9, c=: has a TTL after a unicast address (RFC 8866 5.7); write 10.0.0.9\n");
}

TEST(LegAttributes, KeepsWhatNobodyUnderstandsPerLeg) {
  const std::string text = with(with(kTwoLegs, "a=mid:primary", "a=x-own:1\r\nb=AS:2\r\na=mid:primary"),
                                "a=mid:secondary", "a=flag\r\na=mid:secondary");
  EXPECT_EQ(leg_of(text, 0).attributes, (std::vector<Attribute>{{"x-own", "1"}}));
  EXPECT_EQ(leg_of(text, 0).lines, (std::vector<OtherLine>{{'b', "AS:2"}}));
  EXPECT_EQ(leg_of(text, 1).attributes, (std::vector<Attribute>{{"flag", ""}}));
}

TEST(LegAttributes, ReadsOneWordOfAMid) {
  EXPECT_EQ(
      warnings_of(with(kAnc, "a=rtpmap", "a=mid:a b\na=ts-refclk:gps\na=mediaclk:sender\na=rtpmap"))
          .find("a=mid: is \"a b\""),
      warnings_of(with(kAnc, "a=rtpmap", "a=mid:a b\na=ts-refclk:gps\na=mediaclk:sender\na=rtpmap")).find("a=mid:"));
  EXPECT_EQ(leg_of(with(kAnc, "a=rtpmap", "a=mid:a b\na=rtpmap")).mid, "a");
}

TEST(LegAttributes, SaysWhatIsAllowed) {
  EXPECT_EQ(
      fault_of(with(kTwoLegs, kConnection, "c=IN IP6 ff02::1")),
      "line 9, c=: is \"IP6\" \"ff02::1\"; allowed is IP4 with an IPv4 address: Causeway receives no IPv6, so have "
      "the sender use an IPv4 group");
  EXPECT_EQ(fault_of(with(kTwoLegs, kConnection, "c=IN IP4 239.100.9.10/32/2")),
            "line 9, c=: has 2 addresses; allowed is one, in a section of its own each");
  EXPECT_EQ(fault_of(with(kTwoLegs, std::string(kConnection) + "\r\n", "")),
            "line 8, m=: has no c= line here or in the session; add c=IN IP4 address/ttl");
  EXPECT_EQ(fault_of(with(kTwoLegs, "video 50000", "video 0")),
            "line 8, m=: has port 0, a stream that is switched off; allowed is 1 to 65535");
  EXPECT_EQ(fault_of(with(kTwoLegs, "video 50000", "video 50000/2")),
            "line 8, m=: has 2 ports; allowed is one, in a section of its own each");
  const std::string three = "c=IN IP4 239.1.1.1/1\r\nc=IN IP4 239.1.1.2/1\r\nc=IN IP4 239.1.1.3/1";
  EXPECT_EQ(fault_of(with(kTwoLegs, kConnection, three)),
            "line 8, m=: has 3 c= lines; allowed are 2, the legs of ST 2022-7");
}

}  // namespace
}  // namespace cw::sdp
