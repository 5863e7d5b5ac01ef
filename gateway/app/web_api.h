// The HTTP surface of the gateway: /api/v1, /metrics, health, HLS files, landing page.
#pragma once

#include <functional>
#include <optional>

#include "gateway/app/gateway.h"
#include "gateway/app/nmos/nmos_status.h"
#include "gateway/web/router.h"

namespace cw::app {

/// nullopt: there is no NMOS node, or not yet.
using NmosStatusOf = std::function<std::optional<NmosStatus>()>;  // off the packet path

/// `gateway` must outlive the server that serves the router.
[[nodiscard]] web::Router make_router(const Gateway& gateway, const NmosStatusOf& nmos);

}  // namespace cw::app
