// The HTTP surface of the gateway: /api/v1, /metrics, health, HLS files, landing page.
#pragma once

#include "gateway/app/gateway.h"
#include "gateway/web/router.h"

namespace cw::app {

/// `gateway` must outlive the server that serves the router.
[[nodiscard]] web::Router make_router(const Gateway& gateway);

}  // namespace cw::app
