// Drives an HttpAgent: asks it, sends, tells it the answer, sleeps until it is due or woken.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "nmos/transport/http_agent.h"

namespace cw::nmos {

/// How the thread waits: `sleep` returns at the limit or after `wake`, which any thread calls. A `wake` just before `sleep` may be lost.
struct Pause {
  std::function<void(Duration limit)> sleep;
  std::function<void()> wake;
};
/// On a condition variable; loses no wake.
[[nodiscard]] Pause make_pause();

class AgentThread {
 public:
  /// Agent and client outlive the thread and belong to it while it runs. `name` is shown by the host's tools: 15 characters at most.
  AgentThread(std::string name, HttpAgent& agent, HttpClient& client, Pause pause);
  /// Stops.
  ~AgentThread();
  AgentThread(const AgentThread&) = delete;
  AgentThread& operator=(const AgentThread&) = delete;

  void start();
  /// Something has changed that the agent may want to act on. Any thread.
  void wake() { pause_.wake(); }
  /// Ends the request under way, sends the farewell, joins.
  void stop();

 private:
  void run(const std::stop_token& stop);

  std::string name_;
  HttpAgent& agent_;
  HttpClient& client_;
  Pause pause_;
  std::jthread thread_;
};

}  // namespace cw::nmos
