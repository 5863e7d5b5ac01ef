// The packet engine: sets up DPDK's environment from the config and opens every port. Entry of packet_io for the app.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "gateway/core/error.h"
#include "gateway/packet_io/dpdk/dpdk_port.h"
#include "gateway/packet_io/dpdk/engine_config.h"

namespace cw::packet_io {

/// One at a time per process. create() and stop() on the control thread; the caller's CPU affinity is left as it was.
class DpdkEngine {
 public:
  /// Opens and starts all ports or none. A device that is missing, has the wrong driver or lacks a privilege is Fault::kHost and names
  /// device and remedy; a device string or figure that makes no sense is Fault::kInput.
  [[nodiscard]] static Expected<std::unique_ptr<DpdkEngine>> create(const EngineConfig& config);
  ~DpdkEngine();
  DpdkEngine(const DpdkEngine&) = delete;
  DpdkEngine& operator=(const DpdkEngine&) = delete;

  [[nodiscard]] size_t port_count() const { return ports_.size(); }
  [[nodiscard]] DpdkPort& port(size_t index) { return *ports_[index]; }
  [[nodiscard]] bool uses_hugepages() const;
  /// Closes the ports. Workers must have ended. Idempotent; the destructor calls it.
  void stop();

 private:
  DpdkEngine() = default;
  std::vector<std::unique_ptr<DpdkPort>> ports_;
};

/// Makes the calling std::thread a packet worker for as long as it lives: pins it and gives it DPDK's per-thread buffer caches.
/// Create and destroy on that thread, after DpdkEngine::create and before DpdkEngine::stop.
class WorkerScope {
 public:
  /// `core` < 0: not pinned.
  [[nodiscard]] static Expected<WorkerScope> enter(int core);
  ~WorkerScope();
  WorkerScope(WorkerScope&& other) noexcept;
  WorkerScope& operator=(WorkerScope&&) = delete;

 private:
  WorkerScope() = default;
  bool registered_ = true;
};

}  // namespace cw::packet_io
