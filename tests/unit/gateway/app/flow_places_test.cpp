#include "gateway/app/flow_places.h"

#include <gtest/gtest.h>

namespace cw::app {
namespace {

constexpr Ipv4Address kGroup{0xEF000001};
constexpr Ipv4Address kSource{0xC0000201};

FlowPlaces::Flows flows(std::optional<uint16_t> red_port, std::optional<uint16_t> blue_port = {},
                        Ipv4Address source = {}) {
  FlowPlaces::Flows made;
  if (red_port) made[0] = packet_io::FlowKey{.destination = {kGroup, *red_port}, .source = source};
  if (blue_port) made[1] = packet_io::FlowKey{.destination = {kGroup, *blue_port}, .source = source};
  return made;
}

TEST(FlowPlaces, SendsReceiversOfOneGroupAndPortToOneWorker) {
  FlowPlaces sut;
  EXPECT_EQ(sut.worker_of(flows(1)), std::nullopt);
  sut.add(flows(1), 3);
  EXPECT_EQ(sut.worker_of(flows(1)), 3U);
  EXPECT_EQ(sut.worker_of(flows(1, {}, kSource)), 3U) << "whatever the source";
  EXPECT_EQ(sut.worker_of(flows(2)), std::nullopt);
  EXPECT_EQ(sut.worker_of(flows({}, 1)), std::nullopt) << "the other network";
}

TEST(FlowPlaces, SaysWhenTheLastReceiverOfAFlowHasGone) {
  FlowPlaces sut;
  sut.add(flows(1, 2), 0);
  sut.add(flows(1), 0);
  EXPECT_EQ(sut.remove(flows(1, 2)), (std::array{false, true}));
  EXPECT_TRUE(sut.knows(Leg::kRed, *flows(1)[0]));
  EXPECT_EQ(sut.remove(flows(1)), (std::array{true, false}));
  EXPECT_FALSE(sut.knows(Leg::kRed, *flows(1)[0]));
}

TEST(FlowPlaces, SeesThatTwoLegsCannotBeOnTwoWorkers) {
  FlowPlaces sut;
  sut.add(flows(1), 0);
  sut.add(flows({}, 2), 1);
  EXPECT_TRUE(sut.conflicts(flows(1, 2)));
  EXPECT_FALSE(sut.conflicts(flows(1, 3)));
}

}  // namespace
}  // namespace cw::app
