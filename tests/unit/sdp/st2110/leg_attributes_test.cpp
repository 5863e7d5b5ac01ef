#include "sdp/st2110/leg_attributes.h"

#include <gtest/gtest.h>

#include "sdp/st2110/reader.h"
#include "tests/unit/sdp/example_sdp.h"

namespace cw::sdp {
namespace {

std::string fault_of(const std::string& text) {
  const auto result = read_st2110(text);
  return result ? "" : result.error().message;
}

MediaLeg leg_of(const std::string& text) {
  const auto result = read_st2110(text);
  if (!result) ADD_FAILURE() << result.error().message;
  return result ? result->media[0].legs[0] : MediaLeg{};
}

TEST(LegAttributes, ReadsThePtpClock) {
  const MediaLeg sut = leg_of(std::string(kTwoLegs));
  ASSERT_EQ(sut.reference_clocks.size(), 1U);
  EXPECT_EQ(sut.reference_clocks[0].kind, ReferenceClock::Kind::kPtp);
  EXPECT_EQ(sut.reference_clocks[0].grandmaster, "39-A7-94-FF-FE-07-CB-D0");
  EXPECT_EQ(sut.reference_clocks[0].domain, 37);
  EXPECT_TRUE(sut.media_clock.direct);
}

TEST(LegAttributes, ReadsOtherClocks) {
  const auto kind_of = [](const char* clock) {
    return leg_of(with(kAudio, "localmac=40-a3-6b-a0-2b-d2", clock)).reference_clocks.at(0).kind;
  };
  EXPECT_EQ(kind_of("ptp=IEEE1588-2008:traceable"), ReferenceClock::Kind::kPtpTraceable);
  EXPECT_EQ(kind_of("ptp=IEEE1588-2019:39-A7-94-FF-FE-07-CB-D0"), ReferenceClock::Kind::kPtp);
  EXPECT_EQ(kind_of("ntp=10.0.0.1"), ReferenceClock::Kind::kOther);
  EXPECT_FALSE(leg_of(with(kAudio, "direct=963214424", "sender")).media_clock.direct);
}

TEST(LegAttributes, AppliesFiltersOfItsOwnGroupOnly) {
  EXPECT_TRUE(leg_of(with(kTwoLegs, "incl IN IP4 239.100.9.10", "incl IN IP4 239.1.1.1")).sources.empty());
  EXPECT_EQ(leg_of(with(kTwoLegs, "incl IN IP4 239.100.9.10", "incl IN IP4 *")).sources.size(), 1U);
  EXPECT_EQ(leg_of(with(kTwoLegs, "192.168.100.2\r\na=rtpmap", "10.0.0.1 10.0.0.2\r\na=rtpmap")).sources.size(), 2U);
}

TEST(LegAttributes, SaysWhatIsAllowed) {
  EXPECT_EQ(fault_of(with(kTwoLegs, "incl IN IP4 239.100", "excl IN IP4 239.100")),
            "line 10, a=source-filter: is \"excl IN IP4 239.100.9.10 192.168.100.2\"; allowed is: incl IN IP4 "
            "destination source");
  EXPECT_EQ(fault_of(with(kTwoLegs, "c=IN IP4 239.100.9.10/32", "c=IN IP6 ff02::1")),
            "line 9, c=: is \"IP6\" \"ff02::1\"; allowed is IP4 with an IPv4 address");
  EXPECT_EQ(fault_of(with(kTwoLegs, "c=IN IP4 239.100.9.10/32\r\n", "")),
            "line 8, m=: has no c= line here or in the session; add c=IN IP4 address/ttl");
  EXPECT_EQ(fault_of(with(kTwoLegs, "video 50000", "video 0")),
            "line 8, m=: has port 0, a stream that is switched off; allowed is 1 to 65535");
  EXPECT_EQ(fault_of(with(kTwoLegs, "39-A7", "39-X7")),
            "line 13, a=ts-refclk: is \"ptp=IEEE1588-2008:39-X7-94-FF-FE-07-CB-D0:37\"; allowed is "
            "ptp=IEEE1588-2008:<8 octets with "
            "dashes>:<domain> or ptp=IEEE1588-2008:traceable");
  EXPECT_EQ(fault_of(with(kTwoLegs, "direct=0", "direct=x")),
            "line 14, a=mediaclk: is \"direct=x\"; allowed is direct=0");
}

}  // namespace
}  // namespace cw::sdp
