// The client of a System API (IS-09 Behaviour - Node Start-Up), as a state machine without I/O: asks the best one found for the global
// configuration, the next one if it fails, and again when what it said may have grown old or a better one comes up.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nmos/discovery/endpoint_choice.h"
#include "nmos/system_api/global_configuration.h"
#include "nmos/transport/http_agent.h"

namespace cw::nmos {

struct SystemStatus {
  std::string api;  ///< URL that the configuration is from; empty: none yet
  std::optional<GlobalConfiguration> configuration;
  std::string last_error;
  uint64_t failures = 0;
};

class SystemAgent final : public HttpAgent {
 public:
  using Follow = std::function<void(const GlobalConfiguration& configuration)>;
  /// `follow` is called with the first configuration and with each that differs from the one before.
  explicit SystemAgent(Follow follow, Duration settling = std::chrono::seconds{1});

  /// As discovery knows them, in order.
  void set_apis(std::vector<ApiEndpoint> endpoints, Instant now);

  [[nodiscard]] std::optional<HttpRequest> next(Instant now) override;
  void answered(Instant now, const HttpResult& result) override;
  [[nodiscard]] Instant due() const override;
  [[nodiscard]] const SystemStatus& status() const { return status_; }

 private:
  [[nodiscard]] Expected<GlobalConfiguration> read(const HttpResult& result) const;
  void take(GlobalConfiguration configuration);

  Follow follow_;
  Duration settling_;
  EndpointChoice choice_;
  ApiEndpoint api_;  ///< asked last
  Instant ask_at_ = Instant::max();
  SystemStatus status_;
};

}  // namespace cw::nmos
