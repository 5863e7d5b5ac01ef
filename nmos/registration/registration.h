// The node's registration as a running thing: follows discovery, drives the agent on a thread, advertises the node to its peers.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "nmos/discovery/advertiser.h"
#include "nmos/discovery/directory.h"
#include "nmos/registration/peer_advert.h"
#include "nmos/registration/registration_agent.h"
#include "nmos/transport/agent_thread.h"

namespace cw::nmos {

struct RegistrationSettings {
  std::string registry;  ///< URL from the config, instead of discovery; empty: discovery
  uint64_t seed = 0;     ///< other in every node: the order among registries of the same priority
  RegistrationConfig agent{};
  PeerConfig peer{};
};

/// What a registration works on; all of it outlives it.
struct RegistrationSurroundings {
  ResourceStore& store;
  Directory& directory;
  Advertiser& advertiser;
  HttpClient& client;  ///< for it alone
};

class Registration final : private HttpAgent {
 public:
  /// Error kInput: the registry's URL.
  [[nodiscard]] static Expected<std::unique_ptr<Registration>> create(const RegistrationSurroundings& surroundings,
                                                                      RegistrationSettings settings);
  /// Stops.
  ~Registration() override;
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  void start();
  /// Deletes the node from the registry, within a second, and withdraws its advertisement.
  void stop();

  /// Any thread, all of these.
  void discovery_changed() { thread_.wake(); }
  void set_heartbeat_interval(Duration interval);
  [[nodiscard]] RegistrationStatus status() const;

 private:
  Registration(const RegistrationSurroundings& surroundings, RegistrationSettings settings,
               std::optional<ApiEndpoint> fixed);

  [[nodiscard]] std::optional<HttpRequest> next(Instant now) override;
  void answered(Instant now, const HttpResult& result) override;
  [[nodiscard]] Instant due() const override;
  [[nodiscard]] std::optional<HttpRequest> farewell() override;
  [[nodiscard]] std::vector<ApiEndpoint> known_registries() const;
  void publish(Instant now);

  RegistrationSurroundings surroundings_;
  RegistrationSettings settings_;
  std::optional<ApiEndpoint> fixed_;
  RegistrationAgent agent_;
  PeerAdvert peer_;
  std::optional<NodeAdvert> shown_;
  bool was_backing_off_ = false;
  std::atomic<Duration> heartbeat_interval_{std::chrono::seconds{5}};
  mutable std::mutex status_mutex_;
  RegistrationStatus status_;
  AgentThread thread_;
};

}  // namespace cw::nmos
