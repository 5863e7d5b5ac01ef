#include "gateway/app/nmos/nmos_status.h"

#include <nlohmann/json.hpp>

#include "gateway/core/metric_group.h"

namespace cw::app {

std::string to_json(const NmosStatus& status, nmos::Instant now) {
  const nmos::RegistrationStatus& registration = status.registration;
  nlohmann::ordered_json heartbeat_age_s;
  if (registration.last_heartbeat) {
    heartbeat_age_s = std::chrono::duration<double>(now - *registration.last_heartbeat).count();
  }
  const nlohmann::ordered_json json{
      {"node_id", status.node_id},
      {"url", status.url},
      {"registration",
       {{"state", nmos::name_of(registration.state)},
        {"registry", registration.registry},
        {"last_heartbeat_age_s", heartbeat_age_s},
        {"last_error", registration.last_error},
        {"pending", registration.pending},
        {"registrations", registration.registrations},
        {"updates", registration.updates},
        {"refused", registration.refused},
        {"heartbeats", registration.heartbeats},
        {"failures", registration.failures}}},
      {"system",
       {{"api", status.system.api}, {"last_error", status.system.last_error}, {"failures", status.system.failures}}}};
  // What a registry wrote into its error may be no UTF-8.
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

void add_nmos_metrics(std::vector<MetricSample>& out, const NmosStatus& status) {
  const nmos::RegistrationStatus& registration = status.registration;
  MetricGroup group(out, "causeway_nmos_", {});
  group.gauge("registered", "1 while a registry has this node.",
              registration.state == nmos::RegistrationState::kRegistered);
  group.gauge("pending_resources", "Resources that the registry has yet to be told.", registration.pending);
  group.counter("registrations_total", "Times the node was registered.", registration.registrations);
  group.counter("updates_total", "Resources posted or deleted that the registry took.", registration.updates);
  group.counter("refused_total", "Resources that a registry refused.", registration.refused);
  group.counter("heartbeats_total", "Heartbeats that a registry answered.", registration.heartbeats);
  group.counter("registry_failures_total", "Registries left because they failed.", registration.failures);
  group.counter("system_failures_total", "System APIs that failed.", status.system.failures);
}

}  // namespace cw::app
