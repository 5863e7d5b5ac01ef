#include "gateway/core/ipv4_text.h"

#include <gtest/gtest.h>

namespace cw {
namespace {

TEST(Ipv4Text, ReadsBackWhatItWrites) {
  for (const char* text : {"0.0.0.0", "239.110.0.1", "255.255.255.255"}) {
    ASSERT_TRUE(parse_ipv4(text)) << text;
    EXPECT_EQ(to_text(*parse_ipv4(text)), text);
  }
  EXPECT_EQ(to_text(*parse_endpoint("239.110.0.1:5004")), "239.110.0.1:5004");
}

TEST(Ipv4Text, RefusesEverythingElse) {
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", " 1.2.3.4", "1.2.3.4 ", "1..3.4",
                           "-1.2.3.4", "a.b.c.d", "1.2.3.", "1.2.3.99999999999"}) {
    EXPECT_FALSE(parse_ipv4(text)) << text;
  }
  for (const char* text : {"1.2.3.4", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:05", ":5004"}) {
    EXPECT_FALSE(parse_endpoint(text)) << text;
  }
}

}  // namespace
}  // namespace cw
