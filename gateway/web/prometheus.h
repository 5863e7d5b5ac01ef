// Metric samples to the Prometheus text exposition format, for /metrics.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/metric_sample.h"

namespace cw::web {

/// Content-Type of what to_prometheus makes.
inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/// Samples of one name are grouped in the order of first appearance; the first one's help and type count.
[[nodiscard]] std::string to_prometheus(const std::vector<MetricSample>& samples);

}  // namespace cw::web
