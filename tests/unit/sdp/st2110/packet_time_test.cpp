#include "sdp/st2110/packet_time.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

uint32_t us_of(std::string_view text, uint32_t rate_hz = 48'000) {
  const auto read = parse_ptime(text, rate_hz);
  return read ? read->us : 0;
}

TEST(SdpPacketTime, IsTheNearestWholeNumberOfSamples) {
  EXPECT_EQ(us_of("1"), 1000U);
  EXPECT_EQ(us_of("0.125"), 125U);
  EXPECT_EQ(us_of("0.12"), 125U);
  EXPECT_EQ(us_of("0.13"), 125U);
  EXPECT_EQ(us_of(".125"), 125U);
  EXPECT_EQ(us_of("0.33"), 333U);
  EXPECT_EQ(us_of("0.33333333333333331"), 333U);
  EXPECT_EQ(us_of("1.09", 44'100), 1088U);
  EXPECT_EQ(us_of("1", 44'100), 1000U);
}

TEST(SdpPacketTime, TellsOddForms) {
  EXPECT_TRUE(parse_ptime("1.000", 48'000)->as_specified);
  EXPECT_FALSE(parse_ptime("0.12", 48'000)->as_specified);
}

TEST(SdpPacketTime, RefusesWhatIsNone) {
  for (const char* wrong : {"", ".", "x", "1ms", "-1", "0", "21", "0.0000001", "1.0000000x"})
    EXPECT_EQ(us_of(wrong), 0U) << wrong;
}

TEST(SdpPacketTime, IsWrittenInMillisecondsAndReadBack) {
  EXPECT_EQ(ptime_text(1000), "1");
  EXPECT_EQ(ptime_text(125), "0.125");
  EXPECT_EQ(ptime_text(250), "0.25");
  for (const uint32_t rate_hz : {44'100U, 48'000U, 96'000U}) {
    for (const uint32_t us : {125U, 250U, 333U, 1000U, 4000U}) {
      const uint32_t nearest = us_of(ptime_text(us), rate_hz);
      EXPECT_EQ(us_of(ptime_text(nearest), rate_hz), nearest);
    }
  }
}

TEST(SdpPacketTime, MakesSamples) {
  EXPECT_EQ(samples_per_packet(1000, 48'000), 48U);
  EXPECT_EQ(samples_per_packet(125, 96'000), 12U);
  EXPECT_EQ(samples_per_packet(1088, 44'100), 48U);
}

}  // namespace
}  // namespace cw::sdp
