// What the networks of the gateway are called among the interfaces of the host.
#pragma once

#include <array>
#include <string>

#include "config/config.h"

namespace cw::app {

/// The kernel's interface for a network that uses one (af_packet, af_xdp), else the network's own name; empty where there is no network.
/// No two are the same.
[[nodiscard]] std::array<std::string, kLegCount> interface_names(const config::Config& config);

}  // namespace cw::app
