#include "nmos/transport/http_url.h"

#include <gtest/gtest.h>

namespace cw::nmos {
namespace {

TEST(HttpUrl, ReadsHostPortAndTarget) {
  const auto url = parse_http_url("http://reg.example:8010/x-nmos/registration/v1.3/resource?a=b");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (HttpUrl{"reg.example", 8010, "/x-nmos/registration/v1.3/resource?a=b"}));
  EXPECT_EQ(url->authority(), "reg.example:8010");
}

TEST(HttpUrl, TakesPort80AndTheRootForGranted) {
  const auto url = parse_http_url("http://10.0.0.1");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (HttpUrl{"10.0.0.1", 80, "/"}));
  EXPECT_EQ(url->authority(), "10.0.0.1");
}

TEST(HttpUrl, ReadsIpv6Addresses) {
  const auto url = parse_http_url("http://[2001:db8::1]:81/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "2001:db8::1");
  EXPECT_EQ(url->authority(), "[2001:db8::1]:81");
}

TEST(HttpUrl, RefusesWhatItCannotAsk) {
  for (const char* text : {"", "https://a", "http://", "http://:80", "http://a:0", "http://a:65536",
                           "http://a:", "http://a:8x", "http://user@a/", "http://a/b c", "http://a/\r\nHost: b",
                           "http://[::1", "http://[::1]8", "http://[a]/", "http://a#b", "ftp://a", "http://a b"}) {
    EXPECT_FALSE(parse_http_url(text)) << text;
  }
  EXPECT_FALSE(parse_http_url("http://a/" + std::string(3000, 'a')));
}

}  // namespace
}  // namespace cw::nmos
