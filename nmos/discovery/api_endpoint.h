// Which of the services found are APIs that this node can talk to, and in which order it tries them (IS-04 Discovery - Registered
// Operation, Upgrade Path; IS-09 Discovery - Operation). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.h"
#include "nmos/discovery/service.h"

namespace cw::nmos {

/// One API at one address.
struct ApiEndpoint {
  std::string url;      ///< "http://10.0.0.1:8010/x-nmos/registration/v1.3"
  std::string version;  ///< "v1.3"
  uint32_t priority = 0;
  bool operator==(const ApiEndpoint&) const = default;
};

struct ApiWanted {
  std::string_view name;                       ///< "registration", as in the path
  std::span<const std::string_view> versions;  ///< that we speak, the preferred first
  uint64_t seed = 0;                           ///< of the random order among equals; the same seed, the same order
};

/// Those with api_proto http, a version that we speak, and no authorization; the highest version first, then the lowest "pri", then at
/// random; several addresses of one service follow each other. Each URL once.
[[nodiscard]] std::vector<ApiEndpoint> usable_endpoints(std::span<const Service> services, const ApiWanted& wanted);

/// An API from the config: "http://10.0.0.1:8010", or with its path down to the version; without one the preferred version is taken.
[[nodiscard]] Expected<ApiEndpoint> fixed_endpoint(std::string_view url, const ApiWanted& wanted);

}  // namespace cw::nmos
