// The answer of an IS-09 System API: parameters that are the same in the whole facility.
#pragma once

#include <string>
#include <string_view>

#include "gateway/core/error.h"
#include "gateway/core/tai_time.h"
#include "nmos/equipment.h"

namespace cw::nmos {

struct GlobalConfiguration {
  std::string id;       ///< of the system; another one: this node has been moved to another facility
  std::string version;  ///< rises with each change
  SystemParameters parameters;
  Duration heartbeat_interval = std::chrono::seconds{5};
  bool syslog_over_tls_only = false;  ///< the facility has a syslog server, but not one that this node can write to
  bool operator==(const GlobalConfiguration&) const = default;
};

/// Error kInput with the member that is absent or out of its range: half a configuration is not followed. Members that are not known are
/// passed over (IS-09 Behaviour - Global Configuration Parameters).
[[nodiscard]] Expected<GlobalConfiguration> parse_global_configuration(std::string_view text);

}  // namespace cw::nmos
