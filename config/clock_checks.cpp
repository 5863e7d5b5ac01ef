// Clock and PTP ports of config/cross_checks.h.
#include <fmt/format.h>

#include <algorithm>

#include "config/cross_checks.h"
#include "config/json_text.h"

namespace cw::config {
namespace {

constexpr const char* kPorts = "/clock/ptp/ports";

void check_source(const ClockConfig& clock, FaultList& faults) {
  if (clock.source == ClockSource::kPhc && clock.device.empty()) {
    faults.add("/clock/device",
               R"(is missing; source "phc" needs the hardware clock to read, such as "/dev/ptp0" (see ls /dev/ptp*))");
  }
  if (clock.source != ClockSource::kPhc && !clock.device.empty()) {
    faults.add("/clock/device", R"(belongs to source "phc"; take it out or set "source" to "phc")");
  }
  if (clock.source == ClockSource::kPtp && clock.role == ClockRole::kGrandmaster) {
    faults.add(
        "/clock/role",
        R"(is "grandmaster", which needs a time of its own; allowed are source "system", "phc" or "free" with it)");
  }
}

bool is_same_port(const PtpPortConfig& a, const PtpPortConfig& b) {
  return a.network == b.network && a.interface == b.interface;
}

void check_ports(const Config& config, FaultList& faults) {
  const auto& ports = config.clock.ptp.ports;
  for (size_t i = 0; i < ports.size(); ++i) {
    const std::string pointer = child(kPorts, i);
    if (ports[i].network && !config.networks[index_of(*ports[i].network)]) {
      faults.add(child(pointer, "network"),
                 fmt::format(R"(is "{}", which "networks" does not have; add it there or name another)",
                             cw::name_of(*ports[i].network)));
    }
    const auto earlier = std::find_if(ports.begin(), ports.begin() + static_cast<ptrdiff_t>(i),
                                      [&](const PtpPortConfig& port) { return is_same_port(port, ports[i]); });
    if (earlier != ports.begin() + static_cast<ptrdiff_t>(i)) faults.add(pointer, "is listed twice; keep one");
  }
}

}  // namespace

void check_clock(const Config& config, FaultList& faults) {
  check_source(config.clock, faults);
  check_ports(config, faults);
  if (config.clock.speaks_ptp() && config.clock.ptp.ports.empty() && !faults.touched("/clock") &&
      !faults.touched("/networks")) {
    faults.add("/clock/ptp/ports",
               R"(is empty; PTP needs a network in "networks", or an interface here, such as {"interface": "eth0"})");
  }
}

}  // namespace cw::config
