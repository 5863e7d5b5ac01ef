#include "sdp/st2110/frame_rate_text.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

std::string read(std::string_view text) {
  const auto rate = parse_rate(text);
  if (!rate) return "none";
  return rate_text(rate->rate) + (rate->as_specified ? "" : " odd");
}

TEST(SdpFrameRate, ReadsIntegersAndFractions) {
  EXPECT_EQ(read("25"), "25");
  EXPECT_EQ(read("60000/1001"), "60000/1001");
  EXPECT_EQ(read("1000"), "1000");
}

TEST(SdpFrameRate, SeesPastOtherForms) {
  EXPECT_EQ(read("25/1"), "25 odd");
  EXPECT_EQ(read("50000/1000"), "50 odd");
  EXPECT_EQ(read("120000/2002"), "60000/1001 odd");
  EXPECT_EQ(read("30/1.001"), "30000/1001 odd");
  EXPECT_EQ(read("25.0"), "25 odd");
  EXPECT_EQ(read("29.97"), "30000/1001 odd");
  EXPECT_EQ(read("59.94"), "60000/1001 odd");
  EXPECT_EQ(read("23.976"), "24000/1001 odd");
  EXPECT_EQ(read("23.98"), "24000/1001 odd");
  EXPECT_EQ(read("23.97"), "24000/1001 odd");
  EXPECT_EQ(read("59.94005994005994"), "60000/1001 odd");
  EXPECT_EQ(read("25.00000000"), "25 odd");
  EXPECT_EQ(read("119.88"), "120000/1001 odd");
}

TEST(SdpFrameRate, RefusesWhatIsNoRate) {
  for (const char* wrong :
       {"", "0", "-25", "25p", "12.5", "29.5", "1/0", "/", "1001", "25/", "25/x", "29.97000000x", "9999999999/1"}) {
    EXPECT_EQ(read(wrong), "none") << wrong;
  }
}

}  // namespace
}  // namespace cw::sdp
