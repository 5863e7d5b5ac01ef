#include "gateway/packet_io/dpdk/memory_plan.h"

#include <unistd.h>

#include <fstream>  // lint: start-up, reads /proc
#include <sstream>  // lint: start-up, reads /proc

namespace cw::packet_io {
namespace {

// The page size of a mount, 0 when its options do not say (then it is the default size).
uint64_t page_kib(const std::string& options) {
  const size_t at = options.find("pagesize=");
  if (at == std::string::npos) return 0;
  std::istringstream text(options.substr(at + 9));
  uint64_t number = 0;
  char unit = 'K';
  text >> number >> unit;
  if (unit == 'M') return number * 1024;
  if (unit == 'G') return number * 1024 * 1024;
  return number;
}

}  // namespace

HugepageState read_hugepages(std::istream& meminfo, std::istream& mounts) {
  uint64_t free_pages = 0;
  uint64_t default_kib = 0;
  for (std::string line; std::getline(meminfo, line);) {
    std::istringstream fields(line);
    std::string key;
    uint64_t value = 0;
    fields >> key >> value;
    if (key == "HugePages_Free:") free_pages = value;
    if (key == "Hugepagesize:") default_kib = value;
  }
  HugepageState state{.free_kib = free_pages * default_kib, .mount = {}};
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string device;
    std::string path;
    std::string type;
    std::string options;
    fields >> device >> path >> type >> options;
    const uint64_t size = page_kib(options);
    if (type == "hugetlbfs" && (size == 0 || size == default_kib) && state.mount.empty()) state.mount = path;
  }
  return state;
}

HugepageState host_hugepages() {
  std::ifstream meminfo("/proc/meminfo");
  std::ifstream mounts("/proc/mounts");
  HugepageState state = read_hugepages(meminfo, mounts);
  if (!state.mount.empty() && access(state.mount.c_str(), W_OK) != 0) state.mount.clear();
  return state;
}

MemoryPlan plan_memory(const EngineConfig& config, uint32_t needed_mib, const HugepageState& hugepages) {
  MemoryPlan plan{.memory_mib = config.memory_mib != 0 ? config.memory_mib : needed_mib, .hugepage_mount = {}};
  const bool enough = hugepages.free_kib >= uint64_t{plan.memory_mib} * 1024;
  if (config.allow_hugepages && enough) plan.hugepage_mount = hugepages.mount;
  return plan;
}

}  // namespace cw::packet_io
