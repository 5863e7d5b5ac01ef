// What the clock tells the outside: /api/v1/clock, /metrics, ts-refclk lines of SDP.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "gateway/app/clock/clock_unit.h"
#include "gateway/core/metric_sample.h"
#include "gateway/core/packet.h"
#include "sdp/st2110/media.h"

namespace cw::app {

[[nodiscard]] nlohmann::ordered_json clock_json(const ClockStatus& status);

void add_clock_metrics(std::vector<MetricSample>& out, const ClockStatus& status);

/// The grandmaster that media time comes from (RFC 7273); without PTP, or before a grandmaster is known, this host's own address.
[[nodiscard]] sdp::ReferenceClock reference_clock_of(const ClockStatus& status, const MacAddress& mac);

}  // namespace cw::app
