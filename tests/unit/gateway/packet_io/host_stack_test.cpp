#include "gateway/packet_io/host_stack.h"

#include <gtest/gtest.h>

#include "gateway/packet_io/ethernet.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/capturing_sink.h"
#include "tests/unit/gateway/packet_io/frame_builder.h"

namespace cw::packet_io {
namespace {

using namespace cw::test;  // NOLINT(google-build-using-namespace)

constexpr InterfaceAddress kInterface{
    .mac = kOurMac, .address = kOurAddress, .prefix = 24, .gateway = {}, .vlan_id = 0, .mtu = 1500};

// Lends from fixed memory and drops what it is given: the sink of the allocation test.
class NullSink final : public PacketSink {
 public:
  [[nodiscard]] size_t lend(std::span<TxPacket> out) override {
    for (TxPacket& packet : out) packet = {memory_.data(), static_cast<uint32_t>(memory_.size()), 0, nullptr};
    return out.size();
  }
  size_t transmit(std::span<TxPacket> filled) override { return sent += filled.size(), filled.size(); }
  void give_back(std::span<TxPacket>) override {}
  size_t sent = 0;

 private:
  std::array<uint8_t, 9100> memory_{};
};

TEST(HostStack, DropsAndCountsAnswersBeyondItsQueue) {
  HostStack sut(kInterface);
  for (int i = 0; i < 100; ++i) sut.on_frame(arp_frame({}), TaiTime{});
  EXPECT_EQ(sut.replies_dropped(), 36U);
  CapturingSink sink;
  sut.poll(TaiTime{}, sink);
  EXPECT_EQ(sink.frames.size(), 64U);
  EXPECT_EQ(sink.lent, 0U);
}

TEST(HostStack, IsSilentWithoutAnAddressButForMulticast) {
  HostStack sut({.mac = kOurMac});
  CapturingSink sink;
  sut.on_frame(arp_frame({.target = {0}}), TaiTime{});
  EXPECT_EQ(sut.resolve(kPeerAddress, TaiTime{}), std::nullopt);
  sut.poll(TaiTime{}, sink);
  EXPECT_TRUE(sink.frames.empty());
  EXPECT_TRUE(sut.join({0xEF000001}, {}));
  sut.poll(TaiTime{}, sink);
  EXPECT_EQ(sink.frames.size(), 1U);
}

TEST(HostStack, HearsOfItsSwitchPortAlsoOnATaggedPort) {
  HostStack sut({.mac = kOurMac, .vlan_id = 100});
  const Bytes tlvs(reinterpret_cast<const uint8_t*>("\x02\x03\x07sw\x04\x03\x05p7\x06\x02\x00\x78"), 14);
  sut.on_frame(ethernet({.type = kEtherTypeLldp}, {tlvs.begin(), tlvs.end()}), TaiTime{});
  ASSERT_TRUE(sut.neighbour(TaiTime{}));
  EXPECT_EQ(sut.neighbour(TaiTime{})->chassis_id.text(), "sw");
  EXPECT_EQ(sut.neighbour(TaiTime{})->port_id.text(), "p7");
}

TEST(HostStack, AllocatesNothingAfterConstruction) {
  HostStack sut(kInterface);
  NullSink sink;
  const Frame arp_request = arp_frame({});
  const Frame query = query_frame({});
  const std::array sources{Ipv4Address{0x0A000007}, Ipv4Address{0x0A000008}};
  TaiTime now;
  const AllocationGuard guard;
  for (uint32_t i = 0; i < 5000; ++i) {
    now += std::chrono::milliseconds(50);
    const Ipv4Address group{0xEF000000 + i % 300};
    sut.join(group, std::span(sources).first(i % 3));
    sut.leave({0xEF000000 + (i + 150) % 300}, {});
    sut.on_frame(arp_request, now);
    sut.on_frame(query, now);
    (void)sut.resolve({0x0A000000 + i % 254}, now);
    sut.poll(now, sink);
  }
  EXPECT_GT(sink.sent, 5000U);
}

}  // namespace
}  // namespace cw::packet_io
