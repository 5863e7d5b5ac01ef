#include "gateway/packet_io/host_stack.h"

#include <gtest/gtest.h>

#include "gateway/packet_io/ethernet.h"
#include "tests/support/capturing_sink.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)
using std::chrono::seconds;

constexpr Ipv4Address kGateway{0x0A0000FE};  // 10.0.0.254
constexpr Ipv4Address kFarAway{0xC0A80101};  // 192.168.1.1
constexpr InterfaceAddress kInterface{
    .mac = kOurMac, .address = kOurAddress, .prefix = 24, .gateway = kGateway, .vlan_id = 0, .mtu = 1500};

class Arp : public ::testing::Test {
 public:
  // Past the announcements, so that tests see only what they caused.
  void SetUp() override {
    for (int i = 0; i < 10; ++i) step(seconds(1));
    sink.frames.clear();
  }
  void step(Duration by) {
    clock.advance(by);
    sut.poll(clock.now(), sink);
  }
  std::vector<Frame> sent_within(Duration by) {
    sink.frames.clear();
    for (Duration passed{}; passed < by; passed += std::chrono::milliseconds(10)) step(std::chrono::milliseconds(10));
    return sink.take();
  }
  void hear(const Frame& frame) { sut.on_frame(frame, clock.now()); }
  std::optional<MacAddress> resolve(Ipv4Address address) { return sut.resolve(address, clock.now()); }
  void hear_reply() { hear(arp_frame({.operation = 2, .target_mac = kOurMac})); }

  FakeClock clock{TaiTime::from_ns(1'700'000'000'000'000'000)};
  CapturingSink sink;
  HostStack sut{kInterface};
};

// The ARP part of a frame, empty unless it is one.
Frame arp_part(const Frame& frame) {
  if (frame.size() < 42 || frame[12] != 8 || frame[13] != 6) return {};
  return {frame.begin() + 14, frame.begin() + 42};
}

TEST_F(Arp, AnswersForOurAddress) {
  hear(arp_frame({}));
  step(Duration{1});
  ASSERT_EQ(sink.frames.size(), 1U);
  const Frame& frame = sink.frames[0];
  EXPECT_EQ(load_mac(frame.data()), kPeerMac);
  EXPECT_EQ(load_mac(&frame[6]), kOurMac);
  EXPECT_EQ(arp_part(frame), arp({.operation = 2,
                                  .sender_mac = kOurMac,
                                  .sender = kOurAddress,
                                  .target_mac = kPeerMac,
                                  .target = kPeerAddress}));
  EXPECT_EQ(frame.size(), 60U);
  EXPECT_EQ(sut.arp_statistics().answers.get(), 1U);
}

TEST_F(Arp, AnswersAProbeFromAHostWithoutAddress) {
  hear(arp_frame({.sender = {0}}));
  step(Duration{1});
  EXPECT_EQ(sink.frames.size(), 1U);
}

TEST_F(Arp, KeepsSilentForOthersAddressesAndBrokenPackets) {
  hear(arp_frame({.target = {0x0A000002}}));
  Frame cut = arp_frame({});
  cut.resize(41);
  hear(cut);
  Frame token_ring = arp_frame({});
  token_ring[15] = 6;
  hear(token_ring);
  hear(arp_frame({.sender_mac = kBroadcastMac}));
  step(Duration{1});
  EXPECT_TRUE(sink.frames.empty());
}

TEST_F(Arp, ResolvesByAsking) {
  EXPECT_EQ(resolve(kPeerAddress), std::nullopt);
  step(Duration{1});
  ASSERT_EQ(sink.frames.size(), 1U);
  EXPECT_EQ(load_mac(sink.frames[0].data()), kBroadcastMac);
  EXPECT_EQ(arp_part(sink.frames[0]), arp({.sender_mac = kOurMac, .sender = kOurAddress, .target = kPeerAddress}));
  hear_reply();
  EXPECT_EQ(resolve(kPeerAddress), kPeerMac);
}

TEST_F(Arp, RetriesQuicklyThenSlowlyWhileSomeoneWants) {
  std::vector<int> seconds_of_requests;
  for (int second = 0; second < 20; ++second) {
    EXPECT_EQ(resolve(kPeerAddress), std::nullopt);
    if (!sent_within(seconds(1)).empty()) seconds_of_requests.push_back(second);
  }
  EXPECT_EQ(seconds_of_requests, (std::vector{0, 1, 2, 7, 12, 17}));
}

TEST_F(Arp, StopsAskingWhenNobodyWantsIt) {
  EXPECT_EQ(resolve(kPeerAddress), std::nullopt);
  sent_within(seconds(70));
  EXPECT_TRUE(sent_within(seconds(20)).empty());
}

TEST_F(Arp, GoesThroughTheGatewayWhenOffSubnet) {
  EXPECT_EQ(resolve(kFarAway), std::nullopt);
  step(Duration{1});
  ASSERT_EQ(sink.frames.size(), 1U);
  EXPECT_EQ(arp_part(sink.frames[0]), arp({.sender_mac = kOurMac, .sender = kOurAddress, .target = kGateway}));
  hear(arp_frame({.operation = 2, .sender = kGateway, .target_mac = kOurMac}));
  EXPECT_EQ(resolve(kFarAway), kPeerMac);
}

TEST_F(Arp, CountsDestinationsWithoutARoute) {
  InterfaceAddress island = kInterface;
  island.gateway = {};
  HostStack without_gateway(island);
  EXPECT_EQ(without_gateway.resolve(kFarAway, clock.now()), std::nullopt);
  without_gateway.poll(clock.now(), sink);
  EXPECT_EQ(without_gateway.arp_statistics().no_route.get(), 1U);
}

TEST_F(Arp, NeedsNoQuestionForGroupsBroadcastAndOurselves) {
  EXPECT_EQ(resolve({0xEFC00101}), multicast_mac({0xEFC00101}));
  EXPECT_EQ(resolve({0xFFFFFFFF}), kBroadcastMac);
  EXPECT_EQ(resolve({0x0A0000FF}), kBroadcastMac) << "all host bits set";
  EXPECT_EQ(resolve(kOurAddress), kOurMac);
  step(seconds(1));
  EXPECT_TRUE(sink.frames.empty());
}

TEST_F(Arp, RefreshesAnEntryInUseByAskingItDirectly) {
  (void)resolve(kPeerAddress);
  step(Duration{1});
  hear_reply();
  sink.frames.clear();
  std::vector<Frame> sent;
  for (int second = 0; second < 61 && sent.empty(); ++second) {
    EXPECT_EQ(resolve(kPeerAddress), kPeerMac);
    sent = sent_within(seconds(1));
  }
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(load_mac(sent[0].data()), kPeerMac);
}

TEST_F(Arp, ForgetsAPeerThatNoLongerAnswers) {
  (void)resolve(kPeerAddress);
  step(Duration{1});
  hear_reply();
  for (int second = 0; second < 89; ++second) {
    EXPECT_EQ(resolve(kPeerAddress), kPeerMac) << second;
    step(seconds(1));
  }
  step(seconds(1));
  EXPECT_EQ(resolve(kPeerAddress), std::nullopt);
  hear_reply();
  EXPECT_EQ(resolve(kPeerAddress), kPeerMac);
}

TEST_F(Arp, FollowsAPeerToItsNewMac) {
  constexpr MacAddress kNewMac{{0x02, 0, 0, 0, 0, 0xAA}};
  (void)resolve(kPeerAddress);
  hear_reply();
  hear(arp_frame({.sender_mac = kNewMac, .target = kPeerAddress}));  // gratuitous
  EXPECT_EQ(resolve(kPeerAddress), kNewMac);
}

TEST_F(Arp, AnnouncesItselfTwiceAtStart) {
  HostStack fresh(kInterface);
  for (int i = 0; i < 100; ++i) {
    fresh.poll(clock.now(), sink);
    clock.advance(std::chrono::milliseconds(100));
  }
  ASSERT_EQ(sink.frames.size(), 2U);
  EXPECT_EQ(arp_part(sink.frames[0]), arp({.sender_mac = kOurMac, .sender = kOurAddress, .target = kOurAddress}));
}

TEST_F(Arp, CountsAnotherHostWithOurAddress) {
  hear(arp_frame({.sender = kOurAddress}));
  EXPECT_EQ(sut.arp_statistics().conflicts.get(), 1U);
  hear(arp_frame({.sender_mac = kOurMac, .sender = kOurAddress}));  // our own, looped
  EXPECT_EQ(sut.arp_statistics().conflicts.get(), 1U);
}

TEST_F(Arp, KeepsToItsVlan) {
  InterfaceAddress tagged = kInterface;
  tagged.vlan_id = 100;
  HostStack on_vlan(tagged);
  on_vlan.on_frame(arp_frame({}), clock.now());
  on_vlan.on_frame(ethernet({.vlan_ids = {100}, .type = 0x0806}, arp({})), clock.now());
  on_vlan.poll(clock.now(), sink);
  ASSERT_EQ(sink.frames.size(), 2U) << "an answer and an announcement";
  for (const Frame& frame : sink.frames) {
    EXPECT_EQ(load_be16(&frame[12]), 0x8100);
    EXPECT_EQ(load_be16(&frame[14]), 100);
    EXPECT_EQ(load_be16(&frame[16]), 0x0806);
  }
  EXPECT_EQ(on_vlan.arp_statistics().answers.get(), 1U);
}

TEST_F(Arp, WaitsForBuffers) {
  sink.dry = true;
  hear(arp_frame({}));
  step(Duration{1});
  sink.dry = false;
  step(Duration{1});
  EXPECT_EQ(sink.frames.size(), 1U);
}

}  // namespace
}  // namespace cw::packet_io
