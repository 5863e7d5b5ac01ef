// What the registration tells of itself: for the API, the metrics and the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nmos/transport/http_client.h"

namespace cw::nmos {

enum class RegistrationState : uint8_t {
  kSearching,    ///< no registry is known
  kJoining,      ///< a heartbeat asks the next registry of a cluster whether it knows this node
  kRegistering,  ///< the node is being posted
  kClearing,     ///< what the registry held of an earlier life of this node is being deleted
  kRegistered,
  kBackingOff,  ///< all registries have failed
};
/// "searching", "joining", ...
[[nodiscard]] std::string_view name_of(RegistrationState state);

struct RegistrationStatus {
  RegistrationState state = RegistrationState::kSearching;
  std::string registry;                   ///< URL of the API; empty: none
  std::optional<Instant> last_heartbeat;  ///< that was answered with 200
  std::string last_error;                 ///< why a registry was left or refused something; empty: never
  size_t pending = 0;                     ///< resources that the registry has yet to be told
  uint64_t registrations = 0;             ///< of the node
  uint64_t updates = 0;                   ///< resources posted or deleted, taken by the registry
  uint64_t refused = 0;                   ///< resources that a registry refused (4xx)
  uint64_t heartbeats = 0;
  uint64_t failures = 0;  ///< registries left: time-outs, no connection, 5xx, no sense in the answer
};

}  // namespace cw::nmos
