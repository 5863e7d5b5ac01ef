// Routes DPDK's own log lines to ours and remembers the last ones, so that an error can say what DPDK said.
#pragma once

#include <string>

namespace cw::packet_io {

/// Call once, before the EAL starts.
void route_dpdk_log();
/// The same for libbpf and libxdp, which net_af_xdp uses and which write to stderr. Call after the EAL has loaded its drivers.
void route_bpf_log();
/// Forgets what was remembered; before an attempt that may fail.
void forget_dpdk_log();
/// The lines remembered since, joined by "; ".
[[nodiscard]] std::string recent_dpdk_log();

}  // namespace cw::packet_io
