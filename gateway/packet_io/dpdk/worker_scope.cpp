#include <pthread.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <sched.h>

#include <cstring>
#include <utility>

#include "gateway/packet_io/dpdk/dpdk_engine.h"
#include "gateway/packet_io/dpdk/message.h"

namespace cw::packet_io {
namespace {

Expected<void> pin_to(int core) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  if (core < CPU_SETSIZE) CPU_SET(static_cast<size_t>(core), &cpus);
  const int code = pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
  if (code == 0) return {};
  return host_error(message("a packet worker cannot run on CPU ", core, ": ", std::strerror(code),
                            "; name CPUs that `nproc` counts and that the service may use"));
}

}  // namespace

Expected<WorkerScope> WorkerScope::enter(int core) {
  if (core >= 0) {
    if (auto pinned = pin_to(core); !pinned) return std::unexpected(pinned.error());
  }
  if (rte_thread_register() != 0) {
    return host_error(message("DPDK takes no further packet worker: ", rte_strerror(rte_errno)));
  }
  return WorkerScope();
}

WorkerScope::WorkerScope(WorkerScope&& other) noexcept : registered_(std::exchange(other.registered_, false)) {}

WorkerScope::~WorkerScope() {
  if (registered_) rte_thread_unregister();
}

}  // namespace cw::packet_io
