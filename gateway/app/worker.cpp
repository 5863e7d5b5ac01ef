#include "gateway/app/worker.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "gateway/core/log.h"
#include "gateway/packet_io/dpdk/dpdk_engine.h"

namespace cw::app {
namespace {

/// Longest sleep of an adaptive worker: bounds what a device ring must hold (1080p60 sends one packet every 4 µs).
constexpr Duration kLongestSleep = std::chrono::microseconds(150);
constexpr Duration kShortestSleep = std::chrono::microseconds(20);
constexpr Duration kOverslept = std::chrono::milliseconds(1);
constexpr int kRealTimePriority = 10;
constexpr int kNiceWithoutRealTime = -15;

}  // namespace

Worker::Worker(WorkerConfig config, const MediaClock& clock) : config_(std::move(config)), clock_(clock) {
  agents_.reserve(config_.max_agents);
}

Worker::~Worker() { stop(); }

void Worker::start() {
  if (running_.exchange(true)) return;
  thread_ = std::thread([this] { loop(); });
}

void Worker::stop() {
  running_.store(false);
  if (thread_.joinable()) thread_.join();
}

void Worker::run_between_cycles(std::function<void()> action) {
  const std::scoped_lock lock(control_);
  if (!running_.load()) {
    action();
    return;
  }
  while (!commands_.try_push(&action)) std::this_thread::yield();
  const uint64_t ticket = ++commands_issued_;
  for (uint64_t done = 0; done < ticket;) {
    done = commands_done_.load(std::memory_order_acquire);  // pairs with run_commands()'s release: the action has run
    if (done < ticket) commands_done_.wait(done, std::memory_order_acquire);
  }
}

void Worker::add(Agent& agent, std::function<void()> first) {
  run_between_cycles([this, &agent, &first] {
    if (first) first();
    agents_.push_back(&agent);
  });
}

void Worker::remove(Agent& agent, std::function<void()> then) {
  run_between_cycles([this, &agent, &then] {
    std::erase(agents_, &agent);
    if (then) then();
  });
}

void Worker::loop() {
  const auto scope = packet_io::WorkerScope::enter(config_.core);
  if (!scope) log_warning("worker", scope.error().message);
  prepare_thread();
  TaiTime now = clock_.now();
  while (running_.load(std::memory_order_relaxed)) {  // no data is published with it: relaxed
    run_commands();
    const Work work = step(now);
    const TaiTime after = clock_.now();
    statistics_.cycles.add();
    if (const int64_t took = (after - now).count(); took > statistics_.longest_cycle_ns.get())
      statistics_.longest_cycle_ns.set(took);
    now = after;
    if (work.done) continue;
    statistics_.idle_cycles.add();
    if (config_.polling == Polling::kAdaptive) idle(now, work.next);
    now = clock_.now();
  }
  run_commands();
}

void Worker::prepare_thread() {
  pthread_setname_np(pthread_self(), config_.name.substr(0, 15).c_str());
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  if (config_.core >= 0) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<size_t>(config_.core), &cores);
    if (pthread_setaffinity_np(pthread_self(), sizeof cores, &cores) != 0) {
      log_warning("worker", "could not be pinned to its core; it runs on any",
                  {{"core", std::to_string(config_.core)}});
    }
  }
  // An adaptive worker shares its core with encoders: it must come first when its packets do. A busy one would starve the kernel.
  if (config_.polling != Polling::kAdaptive) return;
  const sched_param priority{.sched_priority = kRealTimePriority};
  if (pthread_setschedparam(pthread_self(), SCHED_RR, &priority) == 0) return;
  if (setpriority(PRIO_PROCESS, 0, kNiceWithoutRealTime) != 0) {
    log_warning(
        "worker",
        "no permission for real-time priority: give the service CAP_SYS_NICE, or packets may be lost under load");
  }
}

void Worker::run_commands() {
  while (auto command = commands_.try_pop()) {
    (**command)();
    commands_done_.fetch_add(1, std::memory_order_release);  // pairs with the acquire in run_between_cycles()
    commands_done_.notify_one();
  }
}

Work Worker::step(TaiTime now) {
  Work sum;
  for (Agent* agent : agents_) {
    const Work work = agent->do_work(now);
    sum.done |= work.done;
    sum.next = std::min(sum.next, work.next);
  }
  return sum;
}

void Worker::idle(TaiTime now, TaiTime next) {
  Duration pause = kLongestSleep;
  if (next != Work::kNever) pause = std::clamp(next - now, kShortestSleep, kLongestSleep);
  const timespec time{.tv_sec = 0, .tv_nsec = static_cast<long>(pause.count())};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
  if (clock_.now() - now > pause + kOverslept) statistics_.overslept.add();
}

}  // namespace cw::app
