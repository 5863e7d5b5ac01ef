#include "gateway/packet_io/dpdk/device_check.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace cw::packet_io {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kNetAdmin = uint64_t{1} << 12;
constexpr uint64_t kNetRaw = uint64_t{1} << 13;
constexpr uint64_t kBpf = uint64_t{1} << 39;
constexpr const char* kNic = "0000:01:00.0";

class DeviceCheck : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("causeway_device_check_" + std::to_string(getpid()));
    fs::create_directories(root_);
    host_ = {.sys = root_ / "sys", .dev = root_ / "dev", .capabilities = kNetRaw | kNetAdmin | kBpf};
  }
  void TearDown() override { fs::remove_all(root_); }

  void add_nic(const std::string& driver, const std::string& iommu_group) const {
    const fs::path device = host_.sys / "bus/pci/devices" / kNic;
    fs::create_directories(device);
    if (!driver.empty()) fs::create_symlink("../../drivers/" + driver, device / "driver");
    if (!iommu_group.empty()) fs::create_symlink("../../iommu_groups/" + iommu_group, device / "iommu_group");
  }
  // Empty when nothing is wrong.
  std::string fault_of(const std::string& device_text) const {
    PortConfig port;
    port.name = "red";
    port.device = device_text;
    const auto checked = check_device(port, parse_device_string(port).value(), host_);
    if (checked) return "";
    EXPECT_EQ(checked.error().fault, Fault::kHost);
    EXPECT_NE(checked.error().message.find("network red"), std::string::npos);
    return checked.error().message;
  }
  static bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  fs::path root_;
  HostView host_;
};

TEST_F(DeviceCheck, NamesAMissingPciDevice) {
  const std::string text = fault_of(kNic);
  EXPECT_TRUE(mentions(text, kNic) && mentions(text, "dpdk-devbind.py --status")) << text;
}

TEST_F(DeviceCheck, NamesTheWrongDriverAndHowToBind) {
  add_nic("ixgbe", "5");
  const std::string text = fault_of(kNic);
  EXPECT_TRUE(mentions(text, "kernel driver ixgbe") && mentions(text, "`dpdk-devbind.py -b vfio-pci 0000:01:00.0`"))
      << text;
}

TEST_F(DeviceCheck, NamesAMissingDriver) {
  add_nic("", "5");
  EXPECT_TRUE(mentions(fault_of(kNic), "has no driver"));
}

TEST_F(DeviceCheck, WantsAnIommuGroupItMayOpen) {
  add_nic("vfio-pci", "");
  EXPECT_TRUE(mentions(fault_of(kNic), "intel_iommu=on"));
  fs::create_symlink("../../iommu_groups/5", host_.sys / "bus/pci/devices" / kNic / "iommu_group");
  EXPECT_TRUE(mentions(fault_of(kNic), "no access to"));
  fs::create_directories(host_.dev / "vfio");
  std::ofstream(host_.dev / "vfio/5") << "";
  EXPECT_EQ(fault_of(kNic), "");
}

TEST_F(DeviceCheck, AcceptsDriversThatShareTheDeviceWithTheKernel) {
  add_nic("mlx5_core", "");
  EXPECT_EQ(fault_of(kNic), "");
}

TEST_F(DeviceCheck, NamesAMissingInterface) {
  const std::string text = fault_of("net_af_packet0,iface=cwnone0");
  EXPECT_TRUE(mentions(text, "\"cwnone0\"") && mentions(text, "ip link add cwnone0 type veth")) << text;
}

TEST_F(DeviceCheck, NamesTheMissingPrivilege) {
  EXPECT_EQ(fault_of("net_af_packet0,iface=lo"), "");
  EXPECT_EQ(fault_of("net_af_xdp0,iface=lo"), "");
  host_.capabilities = kNetRaw;
  EXPECT_EQ(fault_of("net_af_packet0,iface=lo"), "");
  EXPECT_TRUE(mentions(fault_of("net_af_xdp0,iface=lo"), "CAP_BPF"));
  host_.capabilities = 0;
  EXPECT_TRUE(mentions(fault_of("net_af_packet0,iface=lo"), "CAP_NET_RAW"));
}

TEST_F(DeviceCheck, HasNothingToSayOfDevicesInMemory) {
  host_.capabilities = 0;
  EXPECT_EQ(fault_of("net_ring0"), "");
  EXPECT_EQ(fault_of("net_memif0,id=1"), "");
}

}  // namespace
}  // namespace cw::packet_io
