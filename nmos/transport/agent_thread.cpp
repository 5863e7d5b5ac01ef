#include "nmos/transport/agent_thread.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace cw::nmos {
namespace {

constexpr Duration kShortestSleep = std::chrono::milliseconds{1};
/// A wake that is lost delays by this much.
constexpr Duration kLongestSleep = std::chrono::milliseconds{200};

struct Alarm {
  std::mutex mutex;
  std::condition_variable rung_condition;
  bool rung = false;
};

}  // namespace

Pause make_pause() {
  const auto alarm = std::make_shared<Alarm>();
  Pause pause;
  pause.sleep = [alarm](Duration limit) {
    std::unique_lock lock(alarm->mutex);
    alarm->rung_condition.wait_for(lock, limit, [&] { return alarm->rung; });
    alarm->rung = false;
  };
  pause.wake = [alarm] {
    const std::scoped_lock lock(alarm->mutex);
    alarm->rung = true;
    alarm->rung_condition.notify_all();
  };
  return pause;
}

AgentThread::AgentThread(std::string name, HttpAgent& agent, HttpClient& client, Pause pause)
    : name_(std::move(name)), agent_(agent), client_(client), pause_(std::move(pause)) {}

AgentThread::~AgentThread() { stop(); }

void AgentThread::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  pthread_setname_np(thread_.native_handle(), name_.c_str());
}

void AgentThread::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  pause_.wake();
  thread_.join();
}

void AgentThread::run(const std::stop_token& stop) {
  const auto now = [] { return std::chrono::steady_clock::now(); };
  while (!stop.stop_requested()) {
    if (const auto request = agent_.next(now())) {
      const HttpResult result = client_.send(*request, stop);
      // What was given up says nothing of the server.
      if (!stop.stop_requested() || result) agent_.answered(now(), result);
      continue;
    }
    pause_.sleep(std::clamp<Duration>(agent_.due() - now(), kShortestSleep, kLongestSleep));
  }
  if (const auto farewell = agent_.farewell()) (void)client_.send(*farewell, {});
}

}  // namespace cw::nmos
