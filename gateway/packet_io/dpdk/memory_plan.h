// Where the engine's buffers come from: hugepages when enough are free and mounted, ordinary memory otherwise.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "gateway/packet_io/dpdk/engine_config.h"

namespace cw::packet_io {

struct MemoryPlan {
  uint32_t memory_mib = 0;
  std::string hugepage_mount;  ///< empty: ordinary memory
  [[nodiscard]] bool hugepages() const { return !hugepage_mount.empty(); }
};

struct HugepageState {
  uint64_t free_kib = 0;
  std::string mount;  ///< writable hugetlbfs of the default page size; empty: none
};

/// From the texts of /proc/meminfo and /proc/mounts; the mount is not yet known to be writable.
[[nodiscard]] HugepageState read_hugepages(std::istream& meminfo, std::istream& mounts);

/// What this host offers now.
[[nodiscard]] HugepageState host_hugepages();

/// `needed_mib`: what the ports add up to; the config's own figure wins.
[[nodiscard]] MemoryPlan plan_memory(const EngineConfig& config, uint32_t needed_mib, const HugepageState& hugepages);

}  // namespace cw::packet_io
