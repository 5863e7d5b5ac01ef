#include "gateway/packet_io/flow_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/support/allocation_guard.h"

namespace cw::packet_io {
namespace {

constexpr Endpoint kGroup{{0xEF000001}, 20000};

UdpDatagram datagram(Endpoint destination, uint32_t source, uint16_t source_port = 5004) {
  UdpDatagram made;
  made.destination = destination;
  made.source = {{source}, source_port};
  return made;
}
FlowKey key(Endpoint destination, uint32_t source = 0, uint16_t source_port = 0) {
  return {.destination = destination, .source = {source}, .source_port = source_port};
}

TEST(FlowTable, FindsByDestination) {
  FlowTable sut(8);
  ASSERT_TRUE(sut.add(key(kGroup), 7));
  EXPECT_EQ(sut.find(datagram(kGroup, 1)), 7U);
  EXPECT_EQ(sut.find(datagram({kGroup.address, 20001}, 1)), std::nullopt);
  EXPECT_EQ(sut.find(datagram({{0xEF000002}, kGroup.port}, 1)), std::nullopt);
}

TEST(FlowTable, KeepsTwoSendersOnOneGroupApart) {
  FlowTable sut(8);
  ASSERT_TRUE(sut.add(key(kGroup, 1), 10));
  ASSERT_TRUE(sut.add(key(kGroup, 2), 20));
  EXPECT_EQ(sut.find(datagram(kGroup, 1)), 10U);
  EXPECT_EQ(sut.find(datagram(kGroup, 2)), 20U);
  EXPECT_EQ(sut.find(datagram(kGroup, 3)), std::nullopt);
}

TEST(FlowTable, ExactSourceWinsOverAny) {
  for (const bool any_first : {true, false}) {
    FlowTable sut(8);
    if (any_first) {
      ASSERT_TRUE(sut.add(key(kGroup), 1));
    }
    ASSERT_TRUE(sut.add(key(kGroup, 5), 2));
    ASSERT_TRUE(sut.add(key(kGroup, 5, 6000), 3));
    if (!any_first) {
      ASSERT_TRUE(sut.add(key(kGroup), 1));
    }
    EXPECT_EQ(sut.find(datagram(kGroup, 9)), 1U);
    EXPECT_EQ(sut.find(datagram(kGroup, 5)), 2U);
    EXPECT_EQ(sut.find(datagram(kGroup, 5, 6000)), 3U);
  }
}

TEST(FlowTable, RefusesTheSameKeyTwiceAndMoreThanItsCapacity) {
  FlowTable sut(2);
  EXPECT_TRUE(sut.add(key(kGroup), 1));
  EXPECT_FALSE(sut.add(key(kGroup), 2));
  EXPECT_TRUE(sut.add(key(kGroup, 1), 3));
  EXPECT_FALSE(sut.add(key(kGroup, 2), 4));
  EXPECT_EQ(sut.size(), 2U);
  EXPECT_EQ(sut.find(datagram(kGroup, 7)), 1U);
}

TEST(FlowTable, RemovesOnlyWhatIsThere) {
  FlowTable sut(4);
  EXPECT_FALSE(sut.remove(key(kGroup)));
  ASSERT_TRUE(sut.add(key(kGroup), 1));
  EXPECT_FALSE(sut.remove(key(kGroup, 1)));
  EXPECT_TRUE(sut.remove(key(kGroup)));
  EXPECT_EQ(sut.find(datagram(kGroup, 1)), std::nullopt);
}

TEST(FlowTable, AgreesWithAMapThroughThousandsOfChanges) {
  FlowTable sut(64);
  std::map<uint32_t, uint32_t> model;
  std::mt19937 random(1);  // NOLINT: the same walk every time
  for (uint32_t step = 0; step < 20000; ++step) {
    const auto number = static_cast<uint32_t>(random() % 96);
    const Endpoint destination{{0xEF000000 + number % 24}, static_cast<uint16_t>(20000 + number / 24 * 2)};
    if (random() % 2 == 0) {
      const bool room = model.size() < 64 && !model.contains(number);
      ASSERT_EQ(sut.add(key(destination), step), room);
      if (room) model[number] = step;
    } else {
      ASSERT_EQ(sut.remove(key(destination)), model.erase(number) == 1);
    }
    for (uint32_t i = 0; i < 96; i += 7) {
      const auto found = sut.find(datagram({{0xEF000000 + i % 24}, static_cast<uint16_t>(20000 + i / 24 * 2)}, 1));
      const auto expected = model.find(i);
      ASSERT_EQ(found.has_value(), expected != model.end());
      if (found) {
        ASSERT_EQ(*found, expected->second);
      }
    }
  }
}

TEST(FlowTable, AllocatesNothingAfterConstruction) {
  FlowTable sut(64);
  const test::AllocationGuard guard;
  for (uint32_t i = 0; i < 64; ++i) EXPECT_TRUE(sut.add(key({{0xEF000000 + i}, 1}), i));
  for (uint32_t i = 0; i < 64; ++i) EXPECT_EQ(sut.find(datagram({{0xEF000000 + i}, 1}, 1)), i);
  for (uint32_t i = 0; i < 64; ++i) EXPECT_TRUE(sut.remove(key({{0xEF000000 + i}, 1})));
}

}  // namespace
}  // namespace cw::packet_io
