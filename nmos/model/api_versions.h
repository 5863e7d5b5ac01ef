// The APIs that the node serves below /x-nmos/ and their versions, oldest first: for paths, for the device's controls, for the node's
// api.versions.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace cw::nmos {

struct ApiVersions {
  std::string_view name;  ///< as in the path
  std::span<const std::string_view> versions;
};

inline constexpr std::array<std::string_view, 2> kNodeVersions{"v1.2", "v1.3"};
inline constexpr std::array<std::string_view, 2> kConnectionVersions{"v1.0", "v1.1"};
inline constexpr std::array<std::string_view, 1> kChannelMappingVersions{"v1.0"};

inline constexpr ApiVersions kNodeApi{"node", kNodeVersions};                                // IS-04
inline constexpr ApiVersions kConnectionApi{"connection", kConnectionVersions};              // IS-05
inline constexpr ApiVersions kChannelMappingApi{"channelmapping", kChannelMappingVersions};  // IS-08

}  // namespace cw::nmos
