// What the NMOS node tells of itself: /api/v1/nmos, /metrics.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/metric_sample.h"
#include "nmos/registration/registration_status.h"
#include "nmos/system_api/system_agent.h"

namespace cw::app {

struct NmosStatus {
  std::string node_id;
  std::string url;  ///< of the Node API
  nmos::RegistrationStatus registration;
  nmos::SystemStatus system;
};

/// `now`: what the age of the last heartbeat counts from.
[[nodiscard]] std::string to_json(const NmosStatus& status, nmos::Instant now);
void add_nmos_metrics(std::vector<MetricSample>& out, const NmosStatus& status);

}  // namespace cw::app
