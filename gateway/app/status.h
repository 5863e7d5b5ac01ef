// The state of the gateway as JSON, for /api/v1/status: what a broadcast engineer asks first.
#pragma once

#include <string>

#include "gateway/app/gateway.h"

namespace cw::app {

/// Any thread.
[[nodiscard]] std::string status_json(const Gateway& gateway);

/// Ready: every channel makes pictures (a slate counts) and every HLS output is published. `why_not` says what is missing.
[[nodiscard]] bool is_ready(const Gateway& gateway, std::string* why_not);

}  // namespace cw::app
