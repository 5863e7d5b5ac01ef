// The clock part of config/conversion.h.
#include "config/conversion.h"

namespace cw::config {
namespace {

constexpr Names<ClockSource, 4> kClockNames{{{"system", ClockSource::kSystem},
                                             {"free", ClockSource::kFree},
                                             {"ptp", ClockSource::kPtp},
                                             {"phc", ClockSource::kPhc}}};
constexpr Names<ClockRole, 2> kRoleNames{{{"slave", ClockRole::kSlave}, {"grandmaster", ClockRole::kGrandmaster}}};
constexpr Names<PtpTransport, 2> kTransportNames{{{"udp", PtpTransport::kUdp}, {"ethernet", PtpTransport::kEthernet}}};
constexpr Names<DelayMechanism, 2> kMechanismNames{{{"e2e", DelayMechanism::kE2e}, {"p2p", DelayMechanism::kP2p}}};

PtpPortConfig convert_port(const JsonNode& node) {
  PtpPortConfig port;
  std::string network;
  node.read("network", network);
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (network == cw::name_of(leg)) port.network = leg;
  }
  node.read("interface", port.interface);
  node.read("transport", port.transport, kTransportNames);
  int64_t asymmetry_ns = 0;
  node.read("asymmetry_ns", asymmetry_ns);
  port.asymmetry = Duration{asymmetry_ns};
  if (node.has("network") == node.has("interface")) {
    node.fault("needs either \"network\" (red or blue) or \"interface\" (one that the kernel owns)");
  } else if (node.has("interface") && port.transport == PtpTransport::kEthernet) {
    node.faults().add(child(node.pointer(), "transport"),
                      "is \"ethernet\", which works on a network only; allowed is \"udp\" on an interface");
  }
  return port;
}

PtpConfig convert_ptp(const JsonNode& node) {
  PtpConfig ptp;
  node.read("domain", ptp.domain);
  node.each("ports", [&](const JsonNode& port) { ptp.ports.push_back(convert_port(port)); });
  node.read("delay_mechanism", ptp.delay_mechanism, kMechanismNames);
  std::string requests;
  node.read("delay_requests", requests);
  ptp.unicast_delay_requests = requests == "unicast";
  node.read("log_announce_interval", ptp.log_announce_interval);
  node.read("log_sync_interval", ptp.log_sync_interval);
  node.read("log_delay_interval", ptp.log_delay_interval);
  node.read("announce_timeout", ptp.announce_timeout);
  node.read("priority1", ptp.priority1);
  node.read("priority2", ptp.priority2);
  node.read("clock_class", ptp.clock_class);
  return ptp;
}

}  // namespace

ClockConfig convert_clock(const JsonNode& node) {
  ClockConfig clock;
  node.read("source", clock.source, kClockNames);
  node.read("role", clock.role, kRoleNames);
  node.read("device", clock.device);
  if (const auto ptp = node.object("ptp")) clock.ptp = convert_ptp(*ptp);
  return clock;
}

void add_default_ptp_ports(Config& config) {
  if (!config.clock.ptp.ports.empty() || !config.clock.speaks_ptp()) return;
  for (const Leg leg : {Leg::kRed, Leg::kBlue}) {
    if (config.networks[index_of(leg)])
      config.clock.ptp.ports.push_back(PtpPortConfig{.network = leg, .interface = {}});
  }
}

}  // namespace cw::config
