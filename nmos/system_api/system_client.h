// The System API client (IS-09) as a running thing: follows discovery and drives the agent on a thread.
#pragma once

#include <mutex>

#include "nmos/discovery/directory.h"
#include "nmos/system_api/system_agent.h"
#include "nmos/transport/agent_thread.h"

namespace cw::nmos {

class SystemClient final : private HttpAgent {
 public:
  /// Called on the client's thread. `heartbeat_interval` is for the registration.
  using Follow = std::function<void(const SystemParameters& parameters, Duration heartbeat_interval)>;

  /// Directory and client outlive it; the client is for it alone. `seed`: the order among System APIs of the same priority.
  SystemClient(Directory& directory, HttpClient& client, Follow follow, uint64_t seed);
  /// Stops.
  ~SystemClient() override;
  SystemClient(const SystemClient&) = delete;
  SystemClient& operator=(const SystemClient&) = delete;

  void start() { thread_.start(); }
  void stop() { thread_.stop(); }

  /// Any thread, both of these.
  void discovery_changed() { thread_.wake(); }
  [[nodiscard]] SystemStatus status() const;

 private:
  [[nodiscard]] std::optional<HttpRequest> next(Instant now) override;
  void answered(Instant now, const HttpResult& result) override;
  [[nodiscard]] Instant due() const override { return agent_.due(); }

  Directory& directory_;
  uint64_t seed_;
  SystemAgent agent_;
  mutable std::mutex status_mutex_;
  SystemStatus status_;
  AgentThread thread_;
};

}  // namespace cw::nmos
