// DPDK's environment abstraction layer, started once per process from the config and ended with the process.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/packet_io/dpdk/device_string.h"
#include "gateway/packet_io/dpdk/engine_config.h"
#include "gateway/packet_io/dpdk/memory_plan.h"

namespace cw::packet_io {

/// The command line EAL is given. `main_cpu`: where its main lcore is said to live.
[[nodiscard]] std::vector<std::string> eal_arguments(const EngineConfig& config,
                                                     const std::vector<DeviceString>& devices, const MemoryPlan& memory,
                                                     int main_cpu);

/// Starts EAL unless it runs already (then memory and instance stay as they were). Control thread; its CPU affinity is
/// left as it was.
[[nodiscard]] Expected<void> start_eal(const EngineConfig& config, const std::vector<DeviceString>& devices);

/// Whether the running EAL has hugepages.
[[nodiscard]] bool eal_has_hugepages();

}  // namespace cw::packet_io
