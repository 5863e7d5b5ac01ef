#include "gateway/web/gzip.h"

#include <gtest/gtest.h>

#include <boost/beast/zlib/inflate_stream.hpp>
#include <random>

namespace cw::web {
namespace {

/// The deflate stream between gzip's header and trailer, inflated.
std::string inflate(const std::string& member, size_t size) {
  namespace zlib = boost::beast::zlib;
  std::string out(size, '\0');
  zlib::inflate_stream stream;
  zlib::z_params params;
  params.next_in = member.data() + 10;
  params.avail_in = member.size() - 18;
  params.next_out = out.data();
  params.avail_out = out.size();
  boost::beast::error_code error;
  stream.write(params, zlib::Flush::sync, error);
  out.resize(params.total_out);
  return out;
}

TEST(Gzip, ShrinksPlaylistsAndKeepsEveryOctet) {
  std::string playlist = "#EXTM3U\n";
  for (int i = 0; i < 500; ++i) playlist += "#EXTINF:2.000,\n" + std::to_string(897'714'000 + i) + ".m4s\n";
  const std::string member = gzip(playlist);
  EXPECT_LT(member.size(), playlist.size() / 3);
  EXPECT_EQ(inflate(member, playlist.size()), playlist);
}

TEST(Gzip, SurvivesWhatCannotBeShrunk) {
  std::minstd_rand random(1);
  for (const size_t size : {size_t{0}, size_t{1}, size_t{100'000}}) {
    std::string noise(size, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    EXPECT_EQ(inflate(gzip(noise), size), noise);
  }
}

TEST(Gzip, CarriesChecksumAndSize) {
  const std::string member = gzip("123456789");
  EXPECT_EQ(member.substr(0, 4), std::string("\x1f\x8b\x08\x00", 4));
  EXPECT_EQ(member.substr(member.size() - 8), std::string("\x26\x39\xf4\xcb\x09\x00\x00\x00", 8));
}

TEST(Gzip, IsSentToThoseWhoAcceptIt) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("br;q=1.0, GZIP;q=0.8, *;q=0"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("br, identity"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("*, gzip;q=0.000"));
}

}  // namespace
}  // namespace cw::web
