#include "gateway/packet_io/dpdk/eal_environment.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cw::packet_io {
namespace {

std::vector<DeviceString> devices(const std::vector<std::string>& texts) {
  std::vector<DeviceString> out;
  for (const std::string& text : texts) {
    PortConfig port;
    port.device = text;
    out.push_back(parse_device_string(port).value());
  }
  return out;
}
bool has(const std::vector<std::string>& arguments, const std::string& wanted) {
  return std::ranges::find(arguments, wanted) != arguments.end();
}

TEST(EalArguments, WithoutHugepagesAsksForOrdinaryMemory) {
  EngineConfig config;
  config.instance = "studio1";
  const auto sut = eal_arguments(config, devices({"net_ring0"}), {.memory_mib = 96, .hugepage_mount = {}}, 3);
  EXPECT_TRUE(has(sut, "--no-huge"));
  EXPECT_TRUE(has(sut, "--no-telemetry"));
  EXPECT_TRUE(has(sut, "--no-pci"));
  EXPECT_TRUE(has(sut, "--file-prefix=studio1"));
  EXPECT_TRUE(has(sut, "--lcores=0@3"));
  const auto m = std::ranges::find(sut, "-m");
  ASSERT_NE(m, sut.end());
  EXPECT_EQ(*(m + 1), "96");
}

TEST(EalArguments, WithHugepagesLeavesNoneBehind) {
  const auto sut = eal_arguments({}, devices({"net_ring0"}), {.memory_mib = 96, .hugepage_mount = "/dev/hugepages"}, 0);
  EXPECT_FALSE(has(sut, "--no-huge"));
  EXPECT_TRUE(has(sut, "--huge-dir=/dev/hugepages"));
  EXPECT_TRUE(has(sut, "--huge-unlink=always"));
}

TEST(EalArguments, ProbesOnlyThePciDevicesOfTheConfig) {
  const auto sut = eal_arguments({}, devices({"net_ring0", "0000:01:00.0,x=1", "0000:02:00.0"}), {}, 0);
  EXPECT_FALSE(has(sut, "--no-pci"));
  EXPECT_TRUE(has(sut, "0000:01:00.0,x=1"));
  EXPECT_TRUE(has(sut, "0000:02:00.0"));
  EXPECT_EQ(std::ranges::count(sut, "-a"), 2);
  EXPECT_FALSE(has(sut, "net_ring0")) << "virtual devices are plugged in later, each with its own error";
}

}  // namespace
}  // namespace cw::packet_io
