// The state of the gateway as metric samples, per flow, leg, channel and output, for /metrics.
#pragma once

#include <vector>

#include "gateway/app/gateway.h"
#include "gateway/core/metric_sample.h"

namespace cw::app {

/// Any thread.
[[nodiscard]] std::vector<MetricSample> collect_metrics(const Gateway& gateway);

}  // namespace cw::app
