// The life of a node in a registry (IS-04 Behaviour - Registration), as a state machine without I/O:
//
//   searching ─→ registering ──201──→ registered ──5xx, silence──→ joining (the next registry) ──200──→ registered
//                    │ 200               │ 404 on a heartbeat          │ 404
//                    ↓                   ↓                             ↓
//                 clearing ──204──→ registering ←──────────────────────┘         none left: backing off ─→ searching
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nmos/discovery/endpoint_choice.h"
#include "nmos/model/resource_store.h"
#include "nmos/registration/registration_queue.h"
#include "nmos/registration/registration_status.h"
#include "nmos/transport/http_agent.h"

namespace cw::nmos {

/// The resource as IS-04 v1.2 knows it; nullopt: it does not exist there.
using Downgrade = std::function<std::optional<nlohmann::json>(const Resource& resource)>;

struct RegistrationConfig {
  /// Of registries, the preferred first; the last of ours that a 409 may mean without saying so.
  std::vector<std::string_view> versions{"v1.3", "v1.2"};
  Downgrade downgrade;  ///< for registries that are not of the first version; none: resources go as they are
  /// From the first registry found to the choice, so that a better one can come to light.
  Duration settling = std::chrono::seconds{1};
};

class RegistrationAgent final : public HttpAgent {
 public:
  RegistrationAgent(const ResourceStore& store, RegistrationConfig config);

  /// As discovery knows them, in order. The registry in use stays in use.
  void set_registries(std::vector<ApiEndpoint> endpoints, Instant now);
  /// Holds from the next heartbeat on (IS-09).
  void set_heartbeat_interval(Duration interval);

  [[nodiscard]] std::optional<HttpRequest> next(Instant now) override;
  void answered(Instant now, const HttpResult& result) override;
  [[nodiscard]] Instant due() const override;
  /// Deletes the node.
  [[nodiscard]] std::optional<HttpRequest> farewell() override;

  [[nodiscard]] const RegistrationStatus& status() const { return status_; }
  /// Of the store, as far as it has been looked at: what to wait on for more.
  [[nodiscard]] uint64_t sequence() const { return queue_.sequence(); }

 private:
  enum class Asked : uint8_t { kNothing, kHeartbeat, kNode, kClear, kResource };

  void enter(RegistrationState state);
  void look_for_registry(Instant now);
  void take_changes();
  std::optional<HttpRequest> ask(Asked asked, Instant now);
  [[nodiscard]] HttpRequest heartbeat_request() const;
  [[nodiscard]] HttpRequest clear_request() const;
  /// Nullopt: the version in use has no such resource.
  [[nodiscard]] std::optional<HttpRequest> update_request(const ResourceChange& change) const;
  [[nodiscard]] std::string url_of(const Resource& resource) const;

  void on_heartbeat(Instant now, const HttpResponse& response);
  void on_node(Instant now, const HttpResponse& response);
  void on_resource(const HttpResponse& response);
  void on_conflict(Instant now, const HttpResponse& response);
  void register_anew();
  void clear(std::string_view version);
  void joined();
  void refused(const ResourceChange& change, const HttpResponse& response);
  void leave(Instant now, const std::string& reason);

  RegistrationConfig config_;
  RegistrationQueue queue_;
  EndpointChoice choice_;
  RegistrationStatus status_;

  ApiEndpoint registry_;  ///< in use in all states but kSearching and kBackingOff
  std::string node_id_;
  bool is_known_ = false;  ///< some registry has taken the node, and none has denied knowing it since
  bool is_cleared_ = false;
  std::string clear_url_;
  Instant settled_at_ = Instant::max();

  Duration heartbeat_interval_ = std::chrono::seconds{5};
  Instant heartbeat_from_ = Instant::min();  ///< the last one's, or the node's, time of sending
  Asked asked_ = Asked::kNothing;
  Instant asked_at_ = Instant::min();
  ResourceChange told_;
};

}  // namespace cw::nmos
