// Which of several servers to talk to: in their order, passing over those that have failed lately; when all have failed, after a pause
// that grows (IS-04 Behaviour - Registration and IS-09 Discovery - Operation, "Error Conditions"). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nmos/discovery/api_endpoint.h"
#include "nmos/transport/http_client.h"

namespace cw::nmos {

/// One thread.
class EndpointChoice {
 public:
  /// What discovery knows now, in order. A server that comes back after having been away starts with a clean sheet.
  void set(std::vector<ApiEndpoint> endpoints);
  [[nodiscard]] const std::vector<ApiEndpoint>& endpoints() const { return endpoints_; }

  /// The first that has not failed lately; nullopt: none, until retry_at().
  [[nodiscard]] std::optional<ApiEndpoint> select(Instant now);
  /// That one does not answer as it should. True when it is news: its first failure, or another reason than before.
  bool fail(const ApiEndpoint& endpoint, const std::string& reason, Instant now);
  /// That one works: pauses begin short again.
  void succeed(const ApiEndpoint& endpoint);

  /// All have failed, and it is not time yet.
  [[nodiscard]] bool is_backing_off(Instant now) const { return now < retry_at_; }
  [[nodiscard]] Instant retry_at() const { return retry_at_; }

 private:
  struct Failure {
    Instant at;
    bool counts = true;  ///< false: remembered for the log only
    std::string reason;
  };
  [[nodiscard]] bool has_failed(const ApiEndpoint& endpoint, Instant now) const;

  std::vector<ApiEndpoint> endpoints_;
  std::map<std::string, Failure> failures_;  ///< by URL
  Instant retry_at_ = Instant::min();
  Duration pause_{};
};

}  // namespace cw::nmos
