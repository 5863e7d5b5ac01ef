// A channel's statistics as metric samples for /metrics.
#pragma once

#include <vector>

#include "gateway/bridge/channel_statistics.h"
#include "gateway/core/metric_sample.h"

namespace cw::bridge {

[[nodiscard]] std::vector<MetricSample> to_metrics(const ChannelStatistics& channel);

}  // namespace cw::bridge
