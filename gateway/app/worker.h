// A packet worker: one thread, pinned to its core, that steps its agents in turn. The control thread changes the set of agents, or
// runs something between two cycles, through a ring of commands.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/app/agent.h"
#include "gateway/core/counters.h"
#include "gateway/core/media_clock.h"
#include "gateway/core/spsc_ring.h"

namespace cw::app {

/// busy: never sleeps, for a core of its own. adaptive: sleeps while nothing is due, so that a small machine can also encode.
enum class Polling : uint8_t { kBusy, kAdaptive };

struct WorkerConfig {
  std::string name;  ///< of the thread, at most 15 characters
  int core = -1;     ///< −1: not pinned
  Polling polling = Polling::kAdaptive;
  size_t max_agents = 256;
};

struct WorkerStatistics {
  Counter cycles;
  Counter idle_cycles;
  Counter overslept;       ///< wake-ups more than 1 ms late: the machine is too small or the core is shared
  Gauge longest_cycle_ns;  ///< since start
};

class Worker {
 public:
  Worker(WorkerConfig config, const MediaClock& clock);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// Ends after the current cycle and joins.
  void stop();

  /// Control thread. Runs `action` on the worker between two cycles and returns when it has run (at once when not started).
  void run_between_cycles(std::function<void()> action);
  void add(Agent& agent, std::function<void()> first = {});
  /// After the return the worker no longer steps the agent. Both: the action runs between the same two cycles.
  void remove(Agent& agent, std::function<void()> then = {});

  /// For tests: one cycle on the calling thread. Not while started.
  Work run_cycle(TaiTime now) { return step(now); }

  [[nodiscard]] const WorkerConfig& config() const { return config_; }
  [[nodiscard]] const WorkerStatistics& statistics() const { return statistics_; }

 private:
  using Command = std::function<void()>*;
  void loop();
  void prepare_thread();
  void run_commands();
  Work step(TaiTime now);
  void idle(TaiTime now, TaiTime next);

  WorkerConfig config_;
  const MediaClock& clock_;
  WorkerStatistics statistics_;
  std::vector<Agent*> agents_;  // worker's once started
  SpscRing<Command> commands_{4};
  std::mutex control_;                      // one control call at a time: the ring has a single producer
  uint64_t commands_issued_ = 0;            // guarded by control_
  std::atomic<uint64_t> commands_done_{0};  // written by the worker
  std::atomic<bool> running_{false};
  std::thread thread_;
};

}  // namespace cw::app
