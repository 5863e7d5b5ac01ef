#include "gateway/srt/socket_address.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace cw::srt {
namespace {

TEST(SocketAddress, ReadsLiteralsOfBothFamilies) {
  const auto v4 = parse_address("127.0.0.1", 9710);
  ASSERT_TRUE(v4);
  EXPECT_EQ(to_text(v4->get()), "127.0.0.1:9710");
  const auto v6 = parse_address("::1", 9710);
  ASSERT_TRUE(v6);
  EXPECT_EQ(to_text(v6->get()), "[::1]:9710");
}

TEST(SocketAddress, TakesNoNameForALiteral) {
  EXPECT_FALSE(parse_address("localhost", 1));
  EXPECT_FALSE(parse_address("1.2.3.4.5", 1));
  EXPECT_EQ(to_text(nullptr), "");
}

TEST(NameLookup, ResolvesOnAThreadOfItsOwn) {
  const NameLookup sut("localhost", 9710);
  for (int i = 0; i < 1000 && !sut.done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(sut.done());
  ASSERT_TRUE(sut.result());
  EXPECT_NE(to_text(sut.result()->get()).find(":9710"), std::string::npos);
}

}  // namespace
}  // namespace cw::srt
