#include "nmos/model/sha1.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <string>

namespace cw::nmos {
namespace {

std::string hex(std::string_view text) { return fmt::format("{:02x}", fmt::join(sha1(text), "")); }

TEST(Sha1, HashesAsPublished) {
  EXPECT_EQ(hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Sha1, HashesMoreThanABlock) { EXPECT_EQ(hex(std::string(119, 'a')), "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"); }

}  // namespace
}  // namespace cw::nmos
