#include "gateway/packet_io/dpdk/eal_environment.h"

#include <pthread.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>

#include "gateway/core/log.h"  // lint: start-up, says which memory is used
#include "gateway/packet_io/dpdk/eal_log.h"
#include "gateway/packet_io/dpdk/message.h"

namespace cw::packet_io {
namespace {

constexpr uint64_t kMebibyte = uint64_t{1} << 20;
constexpr uint32_t kBaseMemoryMib = 48;  // EAL's own, ring memory, driver queues

// EAL cannot be started a second time in a process, so it lives until the process ends. It is not cleaned up even then:
// the kernel takes its memory back anyhow, and net_memif in 22.11 leaves callbacks on EAL's interrupt thread that would
// run into memory given back too early. Only its folder of lock files goes.
class EalProcess {
 public:
  ~EalProcess() {
    if (!running_) return;
    std::error_code ignored;
    std::filesystem::remove_all(rte_eal_get_runtime_dir(), ignored);
  }
  void set_running(bool hugepages) {
    running_ = true;
    hugepages_ = hugepages;
  }
  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] bool hugepages() const { return hugepages_; }

 private:
  bool running_ = false;
  bool hugepages_ = false;
};

EalProcess& eal_process() {
  static EalProcess process;
  return process;
}

// EAL pins the calling thread to the main lcore; the control thread shall stay free to move.
class AffinityKeeper {
 public:
  AffinityKeeper() { pthread_getaffinity_np(pthread_self(), sizeof(cpus_), &cpus_); }
  ~AffinityKeeper() { pthread_setaffinity_np(pthread_self(), sizeof(cpus_), &cpus_); }
  AffinityKeeper(const AffinityKeeper&) = delete;
  AffinityKeeper& operator=(const AffinityKeeper&) = delete;

  // A CPU we may use, if possible not one that a worker will own.
  [[nodiscard]] int main_cpu(const std::vector<int>& worker_cores) const {
    std::optional<int> any;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(static_cast<size_t>(cpu), &cpus_)) continue;
      if (std::ranges::find(worker_cores, cpu) == worker_cores.end()) return cpu;
      if (!any) any = cpu;
    }
    return any.value_or(0);
  }

 private:
  cpu_set_t cpus_{};
};

uint32_t needed_memory_mib(const EngineConfig& config, const std::vector<DeviceString>& devices) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < devices.size(); ++i) bytes += plan_pool(config.ports[i], devices[i]).memory_bytes();
  return kBaseMemoryMib + static_cast<uint32_t>((bytes + bytes / 8) / kMebibyte);
}

Expected<void> run_eal_init(const EngineConfig& config, std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  route_dpdk_log();
  forget_dpdk_log();
  if (rte_eal_init(static_cast<int>(arguments.size()), argv.data()) >= 0) return {};
  return host_error(message("DPDK did not start (", rte_strerror(rte_errno), "): ", recent_dpdk_log(),
                            ". Check that no other gateway runs with the instance name \"", config.instance,
                            "\" and that memory is free"));
}

}  // namespace

std::vector<std::string> eal_arguments(const EngineConfig& config, const std::vector<DeviceString>& devices,
                                       const MemoryPlan& memory, int main_cpu) {
  std::vector<std::string> arguments{"causeway",
                                     "--no-telemetry",
                                     "--log-level=*:warning",
                                     "--file-prefix=" + config.instance,
                                     message("--lcores=0@", main_cpu),
                                     "-m",
                                     std::to_string(memory.memory_mib)};
  if (memory.hugepages()) {
    arguments.push_back("--huge-dir=" + memory.hugepage_mount);
    arguments.emplace_back("--huge-unlink=always");  // a killed daemon leaves no pages behind
  } else {
    arguments.emplace_back("--no-huge");
  }
  bool pci = false;
  for (const DeviceString& device : devices) {
    if (device.kind != DeviceKind::kPci) continue;
    pci = true;
    arguments.emplace_back("-a");
    arguments.push_back(device.text());
  }
  if (!pci) arguments.emplace_back("--no-pci");
  return arguments;
}

Expected<void> start_eal(const EngineConfig& config, const std::vector<DeviceString>& devices) {
  EalProcess& process = eal_process();
  if (process.running()) return {};
  const MemoryPlan memory = plan_memory(config, needed_memory_mib(config, devices), host_hugepages());
  const AffinityKeeper keeper;
  auto started = run_eal_init(config, eal_arguments(config, devices, memory, keeper.main_cpu(config.worker_cores)));
  if (!started) return started;
  route_bpf_log();
  process.set_running(memory.hugepages());
  log_info("dpdk", "packet engine memory ready",
           {{"mib", std::to_string(memory.memory_mib)}, {"hugepages", memory.hugepages() ? "yes" : "no"}});
  return {};
}

bool eal_has_hugepages() { return eal_process().hugepages(); }

}  // namespace cw::packet_io
