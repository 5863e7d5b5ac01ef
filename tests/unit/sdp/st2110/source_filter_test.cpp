#include "sdp/st2110/source_filter.h"

#include <gtest/gtest.h>

#include "gateway/core/ipv4_text.h"
#include "tests/unit/sdp/example_sdp.h"
#include "tests/unit/sdp/st2110/st2110_reading.h"

namespace cw::sdp {
namespace {

constexpr std::string_view kFilter = "incl IN IP4 239.100.9.10 192.168.100.2";

std::string sources_of(std::string_view filter) {
  std::string all;
  for (const Ipv4Address source : leg_of(with(kTwoLegs, kFilter, filter)).sources) all += to_text(source) + " ";
  return all;
}

TEST(SourceFilter, AllowsTheSourcesItNames) {
  EXPECT_EQ(sources_of(kFilter), "192.168.100.2 ");
  EXPECT_EQ(sources_of("incl IN IP4 239.100.9.10 10.0.0.1 10.0.0.2 10.0.0.1"), "10.0.0.1 10.0.0.2 ");
  EXPECT_EQ(sources_of("incl IN IP4 * 10.0.0.1"), "10.0.0.1 ");
  EXPECT_EQ(sources_of("INCL in ip4 239.100.9.10 10.0.0.1"), "10.0.0.1 ");
}

TEST(SourceFilter, IsKeptWhereItCannotBeApplied) {
  for (const char* odd :
       {"excl IN IP4 239.100.9.10 10.0.0.1", "incl IN IP4 239.1.1.1 10.0.0.1", "incl IN IP4 239.100.9.10",
        "incl IN IP4 239.100.9.10 camera.example", "incl IN IP4 239.100.9.10 239.1.1.1", "nonsense"}) {
    const MediaLeg leg = leg_of(with(kTwoLegs, kFilter, odd));
    EXPECT_TRUE(leg.sources.empty()) << odd;
    EXPECT_EQ(leg.attributes, (std::vector<Attribute>{{"source-filter", std::string(" ") + odd}}));
  }
  EXPECT_EQ(
      warnings_of(with(kTwoLegs, "incl IN IP4 239.100.9.10", "excl IN IP4 239.100.9.10")),
      "line 10, a=source-filter: is \"excl IN IP4 239.100.9.10 192.168.100.2\", kept but not applied (RFC 4570 3); "
      "write: incl IN IP4 destination source, all IPv4 addresses\n");
}

TEST(SourceFilter, OfTheSessionHoldsWhereTheSectionHasNone) {
  const std::string text = with(with(kTwoLegs, "a=source-filter: incl IN IP4 239.100.9.10 192.168.100.2\r\n", ""),
                                "a=recvonly", "a=source-filter: incl IN IP4 * 10.0.0.9");
  EXPECT_EQ(to_text(leg_of(text, 0).sources.at(0)), "10.0.0.9");
  EXPECT_EQ(to_text(leg_of(text, 1).sources.at(0)), "192.168.101.2");
}

TEST(SourceFilter, IsWrittenWithTheBlankThatTheStandardWants) {
  const std::array sources{Ipv4Address{0x0A000001}, Ipv4Address{0x0A000002}};
  EXPECT_EQ(source_filter_text(Ipv4Address{0xEF010101}, sources), " incl IN IP4 239.1.1.1 10.0.0.1 10.0.0.2");
}

}  // namespace
}  // namespace cw::sdp
