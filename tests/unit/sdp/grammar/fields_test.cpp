#include "sdp/grammar/fields.h"

#include <gtest/gtest.h>

namespace cw::sdp {
namespace {

Origin origin(std::string_view value, size_t expected_warnings) {
  Warnings warnings;
  Origin result = parse_origin({2, 'o', value}, warnings);
  EXPECT_EQ(warnings.take().size(), expected_warnings) << value;
  return result;
}

Expected<Connection> connection(std::string_view value, size_t expected_warnings = 0) {
  Warnings warnings;
  auto result = parse_connection({3, 'c', value}, warnings);
  EXPECT_EQ(warnings.take().size(), expected_warnings) << value;
  return result;
}

TEST(SdpFields, ReadsAnOrigin) {
  EXPECT_EQ(origin("jdoe 3724394400 3724394405 IN IP6 2001:db8::1", 0),
            (Origin{"jdoe", 3724394400, 3724394405, "IP6", "2001:db8::1"}));
}

TEST(SdpFields, MakesTheMostOfAnOddOrigin) {
  EXPECT_EQ(origin("- 7 IN IP4 192.0.2.1", 1), (Origin{"-", 7, 0, "IP4", "192.0.2.1"}));
  EXPECT_EQ(origin("Camera in studio 2 7 8 IN IP4 192.0.2.1", 1).user_name, "Camera");
  EXPECT_EQ(origin("My Camera 7 8 in ip4 192.0.2.1", 1), (Origin{"My_Camera", 7, 8, "IP4", "192.0.2.1"}));
  EXPECT_EQ(origin("- 15.5 8 IN IP4 192.0.2.1", 1).session_id, 8U);
  EXPECT_EQ(origin("", 1), Origin{});
}

TEST(SdpFields, ReadsConnections) {
  EXPECT_EQ(connection("IN IP4 239.1.1.1/64")->ttl, 64);
  EXPECT_EQ(connection("IN IP4 239.1.1.1/64/3")->count, 3);
  EXPECT_EQ(connection("IN IP4 192.0.2.1")->ttl, std::nullopt);
  EXPECT_EQ(connection("IN IP6 ff15::101/3")->count, 3);
  EXPECT_EQ(connection("IP4 239.1.1.1/64", 1)->address, "239.1.1.1");
  EXPECT_EQ(connection("in ip4  239.1.1.1 / 64", 1)->ttl, 64);
}

TEST(SdpFields, SaysWhatAConnectionMayBe) {
  EXPECT_EQ(connection("IN IPX a").error().message, "line 3, c=: is \"IN IPX a\"; allowed is: IN IP4 address/ttl");
  EXPECT_EQ(connection("IN IP4 239.1.1.1/256").error().message,
            "line 3, c=: has \"239.1.1.1/256\"; allowed is one address with a TTL of 0 to 255, such as 239.1.2.3/64");
  EXPECT_FALSE(connection("IN IP4 239.1.1.1/1/0"));
  EXPECT_FALSE(connection("IN IP4 239.1.1.1/1/2/3"));
  EXPECT_FALSE(connection("IN IP4"));
}

TEST(SdpFields, ReadsMedia) {
  const auto sut = parse_media({7, 'm', "video 5004/2 RTP/AVP 96 97"});
  ASSERT_TRUE(sut);
  EXPECT_EQ(sut->port_count, 2);
  EXPECT_EQ(sut->formats, (std::vector<std::string>{"96", "97"}));
  for (const char* wrong :
       {"video 70000 RTP/AVP 96", "video 1 RTP/AVP", "video 1/0 RTP/AVP 96", "video 1/2/3 RTP/AVP 96"}) {
    EXPECT_EQ(parse_media({7, 'm', wrong}).error().message,
              "line 7, m=: is not understood; allowed is: type port RTP/AVP payload-type, one port from 0 to 65535");
  }
}

/// Each of them is looked for among all attributes.
TEST(SdpFields, ReadsNoMorePayloadTypesThanThereAre) {
  std::string value = "video 5004 RTP/AVP";
  for (int type = 0; type < 128; ++type) value += ' ' + std::to_string(type);
  EXPECT_TRUE(parse_media({7, 'm', value}));
  EXPECT_EQ(parse_media({7, 'm', value + " 0"}).error().message,
            "line 7, m=: lists 129 payload types; allowed are 128");
}

}  // namespace
}  // namespace cw::sdp
