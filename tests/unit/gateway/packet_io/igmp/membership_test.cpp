#include "gateway/packet_io/igmp/membership.h"

#include <gtest/gtest.h>

namespace cw::packet_io {
namespace {

constexpr Ipv4Address kGroup{0xEF000001};

std::vector<Ipv4Address> sources(uint32_t first, uint32_t count) {
  std::vector<Ipv4Address> out;
  for (uint32_t i = 0; i < count; ++i) out.push_back({first + i});
  return out;
}

TEST(Membership, IsWantedWhileOneJoinIsLeft) {
  Membership sut(kGroup);
  EXPECT_TRUE(sut.finished());
  ASSERT_TRUE(sut.join({}, 2));
  ASSERT_TRUE(sut.join(sources(1, 2), 2));
  ASSERT_TRUE(sut.leave({}, 2));
  EXPECT_TRUE(sut.wanted());
  ASSERT_TRUE(sut.leave(sources(1, 2), 2));
  EXPECT_FALSE(sut.wanted());
  EXPECT_FALSE(sut.finished()) << "the leave is still to be told";
}

TEST(Membership, RefusesALeaveThatNobodyJoined) {
  Membership sut(kGroup);
  EXPECT_FALSE(sut.leave({}, 2));
  ASSERT_TRUE(sut.join(sources(1, 1), 2));
  EXPECT_FALSE(sut.leave(sources(2, 1), 2));
  EXPECT_TRUE(sut.leave(sources(1, 1), 2));
  EXPECT_FALSE(sut.leave(sources(1, 1), 2));
}

TEST(Membership, TakesAllSourcesOfAJoinOrNone) {
  Membership sut(kGroup);
  ASSERT_TRUE(sut.join(sources(1, 30), 1));
  EXPECT_FALSE(sut.join(sources(100, 3), 1));
  EXPECT_TRUE(sut.join(sources(29, 4), 1)) << "two of them are known";
  EXPECT_FALSE(sut.leave(sources(100, 1), 1));
}

TEST(Membership, ForgetsLeftSourcesOnceTold) {
  Membership sut(kGroup);
  ASSERT_TRUE(sut.join(sources(1, 32), 1));
  sut.count_change();
  ASSERT_TRUE(sut.leave(sources(1, 31), 1));
  EXPECT_FALSE(sut.join(sources(100, 1), 1)) << "no room while they are told";
  sut.count_change();
  EXPECT_TRUE(sut.join(sources(100, 31), 1));
}

TEST(Membership, AskedForTooManySourcesAnswersForTheGroup) {
  Membership sut(kGroup);
  std::vector<uint8_t> octets(33 * 4);
  IgmpQuery query{.group = kGroup, .sources = octets};
  sut.ask(query, TaiTime::from_ns(5));
  EXPECT_EQ(sut.answer_due(), TaiTime::from_ns(5));
  sut.clear_question();
  EXPECT_EQ(sut.answer_due(), kNever);
}

}  // namespace
}  // namespace cw::packet_io
