#include "gateway/packet_io/dpdk/device_string.h"

#include <gtest/gtest.h>

namespace cw::packet_io {
namespace {

PortConfig port(std::string device, uint16_t mtu = 1500) {
  PortConfig made;
  made.name = "red";
  made.device = std::move(device);
  made.mtu = mtu;
  return made;
}
DeviceString parsed(const PortConfig& config) {
  auto device = parse_device_string(config);
  EXPECT_TRUE(device.has_value()) << (device ? "" : device.error().message);
  return device.value_or(DeviceString{});
}
std::string error_of(const PortConfig& config) {
  const auto device = parse_device_string(config);
  if (device) return "";
  EXPECT_EQ(device.error().fault, Fault::kInput);
  EXPECT_NE(device.error().message.find("network red"), std::string::npos) << device.error().message;
  return device.error().message;
}

TEST(DeviceString, KnowsPciAddresses) {
  for (const char* text : {"0000:01:00.0", "01:00.0", "0000:3B:1f.7"}) {
    EXPECT_EQ(parsed(port(text)).kind, DeviceKind::kPci) << text;
  }
  EXPECT_EQ(parsed(port("01:00.0,mprq_en=1")).text(), "0000:01:00.0,mprq_en=1");
  EXPECT_EQ(parsed(port("0000:3B:1F.7")).name, "0000:3b:1f.7");
}

TEST(DeviceString, KnowsVirtualDevices) {
  EXPECT_EQ(parsed(port("net_ring0")).kind, DeviceKind::kRing);
  EXPECT_EQ(parsed(port("net_memif0,role=client,id=3")).kind, DeviceKind::kMemif);
  EXPECT_EQ(parsed(port("net_af_xdp0,iface=eth1")).kind, DeviceKind::kAfXdp);
  EXPECT_EQ(parsed(port("net_af_packet0,iface=eth1")).kind, DeviceKind::kAfPacket);
  EXPECT_EQ(parsed(port("net_pcap0,rx_pcap=a.pcap,tx_pcap=b.pcap")).kind, DeviceKind::kPcap);
  EXPECT_EQ(parsed(port("net_tap0")).kind, DeviceKind::kOtherVirtual);
}

TEST(DeviceString, TakesArgumentsApartAndPutsThemTogether) {
  const DeviceString sut = parsed(port("net_af_packet0,iface=eth1,qpairs=2,flag"));
  EXPECT_EQ(sut.argument("iface"), "eth1");
  EXPECT_EQ(sut.number_or("qpairs", 0), 2U);
  EXPECT_EQ(sut.number_or("iface", 9), 9U);
  EXPECT_EQ(sut.argument("none"), std::nullopt);
  EXPECT_EQ(sut.text(), "net_af_packet0,iface=eth1,qpairs=2,flag");
}

TEST(DeviceString, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_NE(error_of(port("")).find("0000:01:00.0"), std::string::npos);
  EXPECT_NE(error_of(port("eth0")).find("net_af_packet0,iface=NAME"), std::string::npos);
  EXPECT_NE(error_of(port("00:00:00.0")).find("is no DPDK device"), std::string::npos);
  EXPECT_NE(error_of(port("net_af_xdp0")).find("iface=NAME"), std::string::npos);
  EXPECT_NE(error_of(port("net_ring0,depth=5")).find("no arguments"), std::string::npos);
  EXPECT_NE(error_of(port("net_memif0,zero-copy=yes")).find("zero-copy"), std::string::npos);
  EXPECT_NE(error_of(port("net_af_xdp0,iface=a", 9000)).find("MTU of 9000"), std::string::npos);
}

DeviceString with_defaults(const PortConfig& config) {
  DeviceString device = parsed(config);
  add_device_defaults(config, device);
  return device;
}

TEST(DeviceDefaults, AfPacketRingsHoldTwentyMillisecondsOf1080p60) {
  constexpr uint32_t kPackets = 5180;  // 59.94 frames/s × 4320 packets × 20 ms
  for (const uint16_t mtu : {uint16_t{1500}, uint16_t{9000}}) {
    const DeviceString sut = with_defaults(port("net_af_packet0,iface=a", mtu));
    EXPECT_GE(sut.number_or("framecnt", 0), kPackets);
    const uint32_t frame = sut.number_or("framesz", 0);
    EXPECT_GE(frame, mtu + 14U + 4U + 96U) << "with the kernel's own header";
    EXPECT_EQ(frame % 16, 0U) << "the kernel's alignment";
    EXPECT_EQ(sut.number_or("blocksz", 1) % frame, 0U) << "no gap at the end of a block";
    EXPECT_EQ(sut.number_or("blocksz", 1) % 4096, 0U) << "whole pages";
  }
}

TEST(DeviceDefaults, LeavesTheConfigsOwnFigures) {
  const DeviceString sut = with_defaults(port("net_af_packet0,iface=a,framecnt=64,framesz=4096"));
  EXPECT_EQ(sut.number_or("framecnt", 0), 64U);
  EXPECT_EQ(sut.number_or("blocksz", 0), 4096U * 32);
}

TEST(DeviceDefaults, AnAfXdpPortWithPtpIsNotHeldBackByBusyPolling) {
  PortConfig config = port("net_af_xdp0,iface=a");
  EXPECT_EQ(with_defaults(config).argument("busy_budget"), std::nullopt);
  config.ptp = true;
  EXPECT_EQ(with_defaults(config).argument("busy_budget"), "0");
  config.device += ",busy_budget=64";
  EXPECT_EQ(with_defaults(config).argument("busy_budget"), "64");
}

TEST(DeviceDefaults, OneAfPacketQueuePairPerQueue) {
  PortConfig config = port("net_af_packet0,iface=a");
  config.rx_queues = 2;
  config.tx_queues = 3;
  EXPECT_EQ(with_defaults(config).number_or("qpairs", 0), 3U);
}

TEST(DeviceDefaults, MemifBuffersHoldTheMtu) {
  EXPECT_EQ(with_defaults(port("net_memif0,id=0")).text(), "net_memif0,id=0,rsize=13");
  EXPECT_GE(with_defaults(port("net_memif0,id=0", 9000)).number_or("bsize", 0), 9018U);
}

TEST(PoolPlan, HoldsTheMtuAndWhatTheDriverAsksFor) {
  const PortConfig jumbo = port("net_memif0,bsize=16384", 9000);
  EXPECT_GE(plan_pool(jumbo, with_defaults(jumbo)).data_room_bytes, 16384 + 128);
  const PortConfig plain = port("net_ring0");
  EXPECT_EQ(plan_pool(plain, with_defaults(plain)).data_room_bytes, 2048 + 128);
  const PortConfig packet = port("net_af_packet0,iface=a", 9000);
  const DeviceString device = with_defaults(packet);
  EXPECT_GE(plan_pool(packet, device).data_room_bytes, device.number_or("framesz", 0) + 128);
}

TEST(PoolPlan, HasMoreBuffersThanADeviceCanHold) {
  EXPECT_GT(plan_pool(port("net_ring0"), parsed(port("net_ring0"))).buffers, kRingDepth);
  PortConfig nic = port("0000:01:00.0");
  nic.rx_queues = 2;
  nic.tx_queues = 3;
  EXPECT_GT(plan_pool(nic, parsed(nic)).buffers, 2U * nic.rx_descriptors + 3U * nic.tx_descriptors);
}

}  // namespace
}  // namespace cw::packet_io
