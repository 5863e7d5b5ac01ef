#include "sdp/st2110/clocks.h"

#include <gtest/gtest.h>

#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

using Kind = ReferenceClock::Kind;

ReferenceClock clock_of(const char* value) {
  return leg_of(with(kTwoLegs, "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37", value)).reference_clocks.at(0);
}

MediaClockSource media_clock_of(const char* value) { return leg_of(with(kTwoLegs, "direct=0", value)).media_clock; }

std::string text_of(const char* value) { return reference_clock_text(clock_of(value)); }

TEST(SdpClocks, ReadsThePtpClock) {
  const ReferenceClock sut = clock_of("ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37");
  EXPECT_EQ(sut.kind, Kind::kPtp);
  EXPECT_EQ(sut.grandmaster, "39-A7-94-FF-FE-07-CB-D0");
  EXPECT_EQ(sut.domain, 37);
  EXPECT_EQ(sut.version, "IEEE1588-2008");
}

TEST(SdpClocks, ReadsOtherClocks) {
  EXPECT_EQ(clock_of("ptp=IEEE1588-2008:traceable").kind, Kind::kPtpTraceable);
  EXPECT_EQ(clock_of("ptp=IEEE1588-2019:39-A7-94-FF-FE-07-CB-D0:1").version, "IEEE1588-2019");
  EXPECT_EQ(clock_of("localmac=40-a3-6b-a0-2b-d2").text, "40-A3-6B-A0-2B-D2");
  EXPECT_EQ(clock_of("ntp=10.0.0.1").kind, Kind::kOther);
  EXPECT_EQ(clock_of("gps").text, "gps");
}

TEST(SdpClocks, SeesPastOtherFormsOfTheGrandmaster) {
  EXPECT_EQ(text_of("ptp=IEEE1588-2008:39-a7-94-ff-fe-07-cb-d0"), "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0");
  EXPECT_EQ(text_of("ptp=IEEE1588-2008:39:A7:94:FF:FE:07:CB:D0:9"), "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:9");
  EXPECT_EQ(text_of("ptp=IEEE1588-2008:39:A7:94:FF:FE:07:CB:D0"), "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0");
  EXPECT_EQ(text_of("ptp=ieee1588-2008:39A794.FFFE.07CBD0:9"), "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:9");
  EXPECT_EQ(text_of("ptp=39-A7-94-FF-FE-07-CB-D0:domain-nmbr=9"), "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:9");
  EXPECT_EQ(text_of("ptp=traceable"), "ptp=IEEE1588-2008:traceable");
}

TEST(SdpClocks, WarnsOfAMacAddressWithoutDashes) {
  const auto as = [](const char* value) {
    return warnings_of(with(kTwoLegs, "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:37", value));
  };
  EXPECT_EQ(as("localmac=40-a3-6b-a0-2b-d2"), "");
  EXPECT_EQ(as("localmac=40:a3:6b:a0:2b:d2"),
            "line 13, a=ts-refclk: is \"localmac=40:a3:6b:a0:2b:d2\", read as localmac=40-A3-6B-A0-2B-D2 "
            "(ST 2110-10 8.2); write localmac=40-A3-6B-A0-2B-D2\n");
}

TEST(SdpClocks, KeepsWhatItDoesNotUnderstand) {
  for (const char* odd : {"ptp=IEEE1588-2008:39-X7-94-FF-FE-07-CB-D0:37", "ptp=IEEE1588-2008:39-A7:37", "localmac=1",
                          "ptp=", "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:999"}) {
    EXPECT_EQ(clock_of(odd).kind, Kind::kOther) << odd;
    EXPECT_EQ(text_of(odd), odd);
  }
  EXPECT_EQ(warnings_of(with(kTwoLegs, "39-A7", "39-X7")),
            "line 13, a=ts-refclk: is \"ptp=IEEE1588-2008:39-X7-94-FF-FE-07-CB-D0:37\", kept but not understood "
            "(ST 2110-10 8.2); write ptp=IEEE1588-2008:<8 octets with dashes>:<domain>, ptp=IEEE1588-2008:traceable or "
            "localmac=\n");
}

TEST(SdpClocks, ReadsTheMediaClock) {
  EXPECT_TRUE(media_clock_of("direct=0").direct);
  EXPECT_EQ(media_clock_of("direct=963214424").offset_ticks, 963214424U);
  EXPECT_EQ(media_clock_text(media_clock_of("direct=0 rate=90000")), "direct=0 rate=90000");
  EXPECT_FALSE(media_clock_of("sender").direct);
  EXPECT_EQ(media_clock_text(media_clock_of("direct=x")), "direct=x");
  EXPECT_FALSE(media_clock_of("direct=x").direct);
  EXPECT_TRUE(media_clock_of("").direct);
}

TEST(SdpClocks, WarnsOfClocksThatStandElsewhereOrNowhere) {
  EXPECT_EQ(warnings_of(with(kTwoLegs, "a=mediaclk:direct=0\r\na=mid:primary\r\n", "a=mid:primary\r\n")),
            "line 8, a=mediaclk: is missing, taken as direct=0 (ST 2110-10 8.1); add a=mediaclk:direct=0\n");
  EXPECT_EQ(warnings_of(with(kTwoLegs, "direct=0", "direct=5")),
            "line 14, a=mediaclk: has the offset 5 (ST 2110-10 7.4); with PTP write direct=0\n");
  EXPECT_EQ(warnings_of(with(kTwoLegs, ":37", ":200")),
            "line 13, a=ts-refclk: PTP domain is 200 (ST 2110-10 8.2); use 0 to 127\n");
}

}  // namespace
}  // namespace cw::sdp
