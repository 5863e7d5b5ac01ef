#include "gateway/packet_io/dpdk/memory_plan.h"

#include <gtest/gtest.h>

#include <sstream>

namespace cw::packet_io {
namespace {

HugepageState read(const std::string& meminfo, const std::string& mounts) {
  std::istringstream a(meminfo);
  std::istringstream b(mounts);
  return read_hugepages(a, b);
}

constexpr const char* kMeminfo =
    "MemTotal:       24682000 kB\nHugePages_Total:     128\nHugePages_Free:      100\nHugepagesize:       2048 kB\n";

TEST(Hugepages, ReadsFreePagesAndTheMount) {
  const HugepageState sut =
      read(kMeminfo, "proc /proc proc rw 0 0\nhugetlbfs /dev/hugepages hugetlbfs rw,pagesize=2M 0 0\n");
  EXPECT_EQ(sut.free_kib, 100U * 2048);
  EXPECT_EQ(sut.mount, "/dev/hugepages");
}

TEST(Hugepages, TakesAMountWithoutAPageSizeAsTheDefaultOne) {
  EXPECT_EQ(read(kMeminfo, "none /mnt/huge hugetlbfs rw,relatime 0 0\n").mount, "/mnt/huge");
}

TEST(Hugepages, PassesOverMountsOfAnotherPageSize) {
  EXPECT_EQ(read(kMeminfo, "none /mnt/1g hugetlbfs rw,pagesize=1024M 0 0\n").mount, "");
  EXPECT_EQ(read(kMeminfo, "none /mnt/1g hugetlbfs rw,pagesize=1G 0 0\nnone /mnt/2m hugetlbfs rw 0 0\n").mount,
            "/mnt/2m");
}

TEST(Hugepages, NoneIsNone) {
  const HugepageState sut = read("MemTotal: 1 kB\n", "");
  EXPECT_EQ(sut.free_kib, 0U);
  EXPECT_EQ(sut.mount, "");
}

TEST(MemoryPlan, UsesHugepagesWhenEnoughAreFreeAndMounted) {
  EXPECT_TRUE(plan_memory({}, 200, {.free_kib = 200 * 1024, .mount = "/h"}).hugepages());
  EXPECT_FALSE(plan_memory({}, 201, {.free_kib = 200 * 1024, .mount = "/h"}).hugepages());
  EXPECT_FALSE(plan_memory({}, 100, {.free_kib = 200 * 1024, .mount = ""}).hugepages());
}

TEST(MemoryPlan, DoesWhatTheConfigSays) {
  EngineConfig config;
  config.memory_mib = 512;
  EXPECT_EQ(plan_memory(config, 100, {}).memory_mib, 512U);
  config.allow_hugepages = false;
  EXPECT_FALSE(plan_memory(config, 100, {.free_kib = 1 << 30, .mount = "/h"}).hugepages());
}

}  // namespace
}  // namespace cw::packet_io
